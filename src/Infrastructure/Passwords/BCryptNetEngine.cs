using System.Text;
using Hash = BCrypt.Net.BCrypt;

namespace Auth.Infrastructure.Passwords;

/// <summary>BCrypt.Net-Next, one hash at a time: the reference, and what hashes where the interleaved engine must not.</summary>
internal sealed class BCryptNetEngine : IHashEngine
{
    private HashTask? seated;

    public int Seats => 1;

    public void Seat(HashTask task)
    {
        seated = task;
        task.Remaining = task.Turns;
    }

    public void Unseat(HashTask task) => seated = null;

    public void Advance()
    {
        var task = seated!;
        seated = null;
        var password = Encoding.UTF8.GetString(task.Password);
        task.ForgetPassword();
        var digest = BCryptText.DigestOf(Hash.HashPassword(password, BCryptText.Settings(task.Cost, task.Salt)));
        if (task.Show(digest) > 0)
        {
            // The turns of costs n, n+1, … up to m less one are together what cost m has more than cost n.
            for (var cost = task.Cost; cost < task.CostOfWrong; cost++)
                Hash.HashPassword(password, BCryptText.Settings(cost, task.Salt));
        }

        task.Remaining = 0;
    }

    public void Dispose()
    {
    }
}
