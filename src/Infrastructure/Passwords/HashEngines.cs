using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Auth.Infrastructure.Passwords;

/// <summary>Makes the engines of the hash workers: interleaved ones, once they have shown that they know BCrypt, and otherwise BCrypt.Net-Next's.</summary>
internal sealed class HashEngines(IOptions<PasswordOptions> options, ILogger<HashEngines> log)
{
    /// <summary>From the published test vectors of jBCrypt.</summary>
    private static readonly (string Password, string Hash)[] KnownAnswers =
    [
        ("", "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s."),
        ("a", "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe"),
        ("abcdefghijklmnopqrstuvwxyz", "$2a$06$.rCVZVOThsIa97pEDOxvGuRRgzG64bvtJ0938xuqzv18d3ZpQhstC"),
        ("~!@#$%^&*()      ~!@#$%^&*()PNBFRD", "$2a$06$fPIsBO8qRqkjj273rfaOI.HtSV9jLDpTbZn782DC6/t7qT67P6FfO"),
    ];

    /// <summary>An engine that needs more would never end: it takes one for each turn at the most.</summary>
    private const int MostSteps = 1 << 6;

    private readonly Lock gate = new();
    private bool? isTrusted;

    internal Func<IHashEngine> Interleaved { get; init; } = () => new InterleavedBCrypt();

    public IHashEngine Make()
    {
        lock (gate)
            isTrusted ??= options.Value.Engine == HashEngineKind.Interleaved && IsTrusted();
        return isTrusted.Value ? Interleaved() : new BCryptNetEngine();
    }

    /// <summary>Whether the engine gives the known answers with every number of lanes.</summary>
    private static bool KnowsBCrypt(IHashEngine engine)
    {
        for (var lanes = 1; lanes <= engine.Seats; lanes++)
        {
            var tasks = KnownAnswers.Take(lanes).Select(TaskOf).ToList();
            foreach (var task in tasks)
                engine.Seat(task);
            for (var i = 0; i < MostSteps && !tasks.TrueForAll(task => task.IsDone); i++)
                engine.Advance();
            if (!tasks.TrueForAll(task => task.IsMatch))
                return false;
        }

        return true;
    }

    private bool IsTrusted()
    {
        try
        {
            using var engine = Interleaved();
            if (KnowsBCrypt(engine))
                return true;
        }
        catch (Exception e)
        {
            log.EngineFailed(e);
        }

        log.EngineDisagrees();
        return false;
    }

    private static HashTask TaskOf((string Password, string Hash) known) =>
        BCryptText.TryParse(known.Hash, out var cost, out var salt, out var digest)
            ? new HashTask(Encoding.UTF8.GetBytes(known.Password), salt, cost) { Expected = digest }
            : throw new FormatException("A known answer is no BCrypt hash.");
}
