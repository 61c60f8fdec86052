using Auth.Domain.Sessions;
using Auth.Domain.Users;

namespace Auth.UnitTests.Sessions;

public sealed class SessionTests
{
    private const int Current = 3;

    private static readonly DateTimeOffset Start = new(2026, 11, 22, 3, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(10);
    private static readonly SessionLifetimes Lifetimes = new(Idle: TimeSpan.FromDays(14), Absolute: TimeSpan.FromDays(90));
    private static readonly Device Device = new("192.0.2.1", "curl");

    [Theory]
    [InlineData(Current, 10, 0, RotationVerdict.Rotate)]
    [InlineData(Current, 10, 3600, RotationVerdict.Rotate)]
    [InlineData(Current, 0, 0, RotationVerdict.Rotate)]
    [InlineData(Current + 1, 10, 0, RotationVerdict.Refused)]
    [InlineData(int.MaxValue, 10, 0, RotationVerdict.Refused)]
    [InlineData(Current - 1, 10, 0, RotationVerdict.RepeatSuccessor)]
    [InlineData(Current - 1, 10, 9, RotationVerdict.RepeatSuccessor)]
    [InlineData(Current - 1, 10, 10, RotationVerdict.Reused)]
    [InlineData(Current - 1, 10, 11, RotationVerdict.Reused)]
    [InlineData(Current - 1, 10, -45, RotationVerdict.RepeatSuccessor)]
    [InlineData(Current - 1, 0, 0, RotationVerdict.Reused)]
    [InlineData(Current - 1, 0, 1, RotationVerdict.Reused)]
    [InlineData(Current - 1, 0, -45, RotationVerdict.Reused)]
    [InlineData(Current - 2, 10, 0, RotationVerdict.Reused)]
    [InlineData(Current - 2, 10, -45, RotationVerdict.Reused)]
    [InlineData(0, 10, 0, RotationVerdict.Reused)]
    public void A_token_is_judged_by_its_generation_and_the_time_since_the_rotation(int presented, int leeway, int secondsSinceRotation, RotationVerdict verdict)
    {
        var session = RotatedAt(Start.AddDays(1));

        session.Rotation.Judge(presented, TimeSpan.FromSeconds(leeway), session.RotatedAt.AddSeconds(secondsSinceRotation)).ShouldBe(verdict);
    }

    [Fact]
    public void The_leeway_ends_at_its_last_tick()
    {
        var session = RotatedAt(Start.AddDays(1));

        session.Rotation.Judge(Current - 1, Leeway, session.RotatedAt + Leeway - TimeSpan.FromTicks(1)).ShouldBe(RotationVerdict.RepeatSuccessor);
        session.Rotation.Judge(Current - 1, Leeway, session.RotatedAt + Leeway).ShouldBe(RotationVerdict.Reused);
    }

    [Theory]
    [InlineData(Current)]
    [InlineData(Current - 1)]
    [InlineData(0)]
    public void A_session_that_was_not_used_ends_exactly_at_its_idle_end(int presented)
    {
        var session = RotatedAt(Start.AddDays(1));

        session.Rotation.Judge(presented, Leeway, session.IdleExpiresAt.AddSeconds(-1)).ShouldNotBe(RotationVerdict.Expired);
        session.Rotation.Judge(presented, Leeway, session.IdleExpiresAt).ShouldBe(RotationVerdict.Expired);
        session.Rotation.Judge(presented, Leeway, session.IdleExpiresAt.AddSeconds(1)).ShouldBe(RotationVerdict.Expired);
    }

    [Fact]
    public void A_session_in_use_ends_exactly_at_its_absolute_end()
    {
        var session = RotatedAt(Start.AddDays(89));
        session.IdleExpiresAt.ShouldBe(Start.AddDays(90));
        Set(session, nameof(Session.IdleExpiresAt), Start.AddDays(200));

        session.Rotation.Judge(Current, Leeway, Start.AddDays(90).AddSeconds(-1)).ShouldBe(RotationVerdict.Rotate);
        session.Rotation.Judge(Current, Leeway, Start.AddDays(90)).ShouldBe(RotationVerdict.Expired);
    }

    [Fact]
    public void A_rotation_moves_the_idle_end_but_never_past_the_absolute_one()
    {
        var session = New();

        session.Rotation.IdleEndAfterRotation(Lifetimes.Idle, Start.AddDays(1)).ShouldBe(Start.AddDays(15));
        session.Rotation.IdleEndAfterRotation(Lifetimes.Idle, Start.AddDays(76)).ShouldBe(Start.AddDays(90));
        session.Rotation.IdleEndAfterRotation(Lifetimes.Idle, Start.AddDays(89)).ShouldBe(Start.AddDays(90));
        session.ExpiresAt.ShouldBe(Start.AddDays(90));
    }

    [Fact]
    public void No_token_of_an_ended_session_is_good()
    {
        var session = RotatedAt(Start.AddDays(1));
        session.End(SessionEnd.LoggedOut, Start.AddDays(1));

        for (var presented = 0; presented <= Current + 1; presented++)
            session.Rotation.Judge(presented, Leeway, Start.AddDays(1)).ShouldBe(RotationVerdict.Refused);
    }

    [Fact]
    public void A_session_ends_once()
    {
        var session = New();
        session.TakeEvents().ShouldBe([new SessionStarted(session.UserId, session.Id)]);

        session.End(SessionEnd.LoggedOut, Start.AddMinutes(1));
        session.End(SessionEnd.TokenReused, Start.AddMinutes(2));

        session.EndedAt.ShouldBe(Start.AddMinutes(1));
        session.EndReason.ShouldBe(SessionEnd.LoggedOut);
        session.TakeEvents().ShouldBe([new SessionEnded(session.UserId, session.Id, SessionEnd.LoggedOut)]);
    }

    [Fact]
    public void An_end_by_theft_is_told_as_theft()
    {
        var session = New();
        session.TakeEvents();

        session.End(SessionEnd.TokenReused, Start);

        session.TakeEvents().ShouldBe([new RefreshTokenReused(session.UserId, session.Id)]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_session_does_not_start_with_a_nonce_of_another_length(int length) =>
        Should.Throw<ArgumentException>(() => Session.Start(UserId.New(Start), new byte[length], Device, Lifetimes, Start));

    private static Session New() => Session.Start(UserId.New(Start), new byte[Session.NonceLength], Device, Lifetimes, Start);

    /// <summary>A session as the rotation's statement leaves it: the row is updated in the database, not through the aggregate.</summary>
    private static Session RotatedAt(DateTimeOffset at)
    {
        var session = New();
        Set(session, nameof(Session.Generation), Current);
        Set(session, nameof(Session.RotatedAt), at);
        Set(session, nameof(Session.IdleExpiresAt), session.Rotation.IdleEndAfterRotation(Lifetimes.Idle, at));
        return session;
    }

    private static void Set(Session session, string property, object value) => typeof(Session).GetProperty(property)!.SetValue(session, value);
}
