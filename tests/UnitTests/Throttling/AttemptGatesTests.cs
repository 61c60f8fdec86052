using Auth.Infrastructure.Throttling;

namespace Auth.UnitTests.Throttling;

public sealed class AttemptGatesTests
{
    private const int AtOnce = 4;
    private const int MostOfOneKey = 256;
    private const int MostWaiting = 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Four_of_one_key_are_in_at_once_and_the_next_follows_one_that_leaves()
    {
        var gates = new AttemptGates();
        var inside = new List<IDisposable?>();
        for (var i = 0; i < AtOnce; i++)
            inside.Add(await EnterAsync(gates, 1));

        var next = EnterAsync(gates, 1);
        next.IsCompleted.ShouldBeFalse();
        inside[0]!.Dispose();

        (await next.WaitAsync(Patience, Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Nobody_waits_for_strangers()
    {
        var gates = new AttemptGates();
        for (var key = 0; key < 5000; key++)
        {
            for (var i = 0; i < AtOnce; i++)
                (await EnterAsync(gates, key).WaitAsync(Patience, Cancellation)).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task More_than_a_number_of_one_key_are_sent_away()
    {
        var gates = new AttemptGates();
        for (var i = 0; i < MostOfOneKey; i++)
            _ = EnterAsync(gates, 1);

        (await EnterAsync(gates, 1).WaitAsync(Patience, Cancellation)).ShouldBeNull();
        (await EnterAsync(gates, 2).WaitAsync(Patience, Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task More_than_a_number_who_wait_are_sent_away_and_who_need_not_wait_goes_in()
    {
        var gates = new AttemptGates();
        for (var i = 0; i < MostWaiting + (8 * AtOnce); i++)
            _ = EnterAsync(gates, i % 8);

        (await EnterAsync(gates, 1).WaitAsync(Patience, Cancellation)).ShouldBeNull();
        (await EnterAsync(gates, 9).WaitAsync(Patience, Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Who_hangs_up_waits_no_more_and_holds_no_place()
    {
        var gates = new AttemptGates();
        using var hangUp = new CancellationTokenSource();
        var inside = new List<IDisposable?>();
        for (var i = 0; i < AtOnce; i++)
            inside.Add(await EnterAsync(gates, 1));
        var waiting = Enumerable.Range(0, MostOfOneKey - AtOnce).Select(_ => gates.EnterAsync(BitConverter.GetBytes(1), hangUp.Token)).ToList();

        await hangUp.CancelAsync();

        foreach (var one in waiting)
            await Should.ThrowAsync<OperationCanceledException>(one.WaitAsync(Patience, Cancellation));
        inside[0]!.Dispose();
        (await EnterAsync(gates, 1).WaitAsync(Patience, Cancellation)).ShouldNotBeNull();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Task<IDisposable?> EnterAsync(AttemptGates gates, int key) => gates.EnterAsync(BitConverter.GetBytes(key), Cancellation);
}
