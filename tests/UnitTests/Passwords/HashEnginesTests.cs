using Auth.Infrastructure.Passwords;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Auth.UnitTests.Passwords;

public sealed class HashEnginesTests
{
    private readonly Log log = new();

    [Fact]
    public void The_interleaved_engine_is_taken_where_it_knows_the_answers()
    {
        using var engine = Engines(HashEngineKind.Interleaved, () => new InterleavedBCrypt()).Make();

        engine.ShouldBeOfType<InterleavedBCrypt>();
        log.Levels.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void One_that_is_wrong_with_any_number_of_lanes_gives_way_loudly_and_for_all_workers(int wrongWith)
    {
        var engines = Engines(HashEngineKind.Interleaved, () => new Faulty(wrongWith));

        engines.Make().ShouldBeOfType<BCryptNetEngine>();
        engines.Make().ShouldBeOfType<BCryptNetEngine>();

        log.Levels.ShouldBe([LogLevel.Critical]);
    }

    [Fact]
    public void One_that_fails_gives_way_too()
    {
        Engines(HashEngineKind.Interleaved, () => throw new InvalidOperationException("No memory.")).Make().ShouldBeOfType<BCryptNetEngine>();

        log.Levels.ShouldBe([LogLevel.Error, LogLevel.Critical]);
    }

    [Fact]
    public void The_reference_can_be_asked_for()
    {
        Engines(HashEngineKind.BCryptNet, () => throw new InvalidOperationException("Nobody asked for it.")).Make().ShouldBeOfType<BCryptNetEngine>();

        log.Levels.ShouldBeEmpty();
    }

    [Fact]
    public void The_reference_knows_the_answers_too_and_spends_what_a_wrong_password_must()
    {
        BCryptText.TryParse("$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe", out var cost, out var salt, out var digest).ShouldBeTrue();
        using var engine = new BCryptNetEngine();
        foreach (var (password, isRight) in new[] { ("a", true), ("b", false) })
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(password);
            var task = new HashTask(bytes, salt, cost) { Expected = digest, CostOfWrong = 8 };
            engine.Seat(task);
            engine.Advance();

            task.IsDone.ShouldBeTrue();
            task.IsMatch.ShouldBe(isRight);
            bytes.ShouldBe([0]);
        }
    }

    private HashEngines Engines(HashEngineKind kind, Func<IHashEngine> interleaved) =>
        new(Options.Create(new PasswordOptions { Engine = kind }), log) { Interleaved = interleaved };

    private sealed class Faulty(int wrongWith) : IHashEngine
    {
        private readonly InterleavedBCrypt engine = new();
        private readonly List<HashTask> seated = [];

        public int Seats => engine.Seats;

        public void Seat(HashTask task)
        {
            seated.Add(task);
            engine.Seat(task);
        }

        public void Unseat(HashTask task) => engine.Unseat(task);

        public void Advance()
        {
            if (seated.Count == wrongWith)
                engine.Memory[0] ^= 1;
            engine.Advance();
            seated.RemoveAll(task => task.IsDone);
        }

        public void Dispose() => engine.Dispose();
    }

    private sealed class Log : ILogger<HashEngines>
    {
        public List<LogLevel> Levels { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Levels.Add(logLevel);
    }
}
