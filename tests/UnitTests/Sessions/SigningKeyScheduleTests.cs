using Auth.Domain.Sessions;

namespace Auth.UnitTests.Sessions;

public sealed class SigningKeyScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 3, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Rotation = TimeSpan.FromDays(90);
    private static readonly TimeSpan PublishAhead = TimeSpan.FromDays(1);
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(60);
    private static readonly SigningKeySchedule Schedule = new(Rotation, PublishAhead, TokenLifetime);

    private readonly SigningKey first = Key(1, Start);

    [Fact]
    public void The_very_first_key_signs_at_once() => Schedule.Due([], Start).ShouldBe((1, Start));

    [Fact]
    public void The_next_key_is_made_ahead_of_its_time_and_no_sooner()
    {
        var takesOver = Start + Rotation;

        Schedule.Due([first], Start).ShouldBeNull();
        Schedule.Due([first], takesOver - PublishAhead - TimeSpan.FromSeconds(1)).ShouldBeNull();
        Schedule.Due([first], takesOver - PublishAhead).ShouldBe((2, takesOver));
        Schedule.Due([first, Key(2, takesOver)], takesOver).ShouldBeNull();
    }

    [Theory]
    [InlineData(-0.5)]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(400)]
    public void A_late_start_still_publishes_a_key_ahead_of_its_first_use(double daysLate)
    {
        var now = Start + Rotation + TimeSpan.FromDays(daysLate);

        Schedule.Due([first], now).ShouldBe((2, now + PublishAhead));
    }

    [Fact]
    public void A_published_key_does_not_sign_before_its_time()
    {
        var next = Key(2, Start + Rotation);

        SigningKeySchedule.Signer([next, first], Start + Rotation - TimeSpan.FromTicks(1)).ShouldBe(first);
        SigningKeySchedule.Signer([next, first], Start + Rotation).ShouldBe(next);
        SigningKeySchedule.Signer([first, next], Start + Rotation).ShouldBe(next);
    }

    [Fact]
    public void The_first_key_signs_also_on_a_node_whose_clock_is_behind_its_makers()
    {
        SigningKeySchedule.Signer([], Start).ShouldBeNull();
        SigningKeySchedule.Signer([Key(2, Start + Rotation), first], Start - TimeSpan.FromSeconds(45)).ShouldBe(first);
    }

    [Fact]
    public void A_key_is_spent_when_the_last_token_it_signed_has_ended_on_every_clock()
    {
        var takesOver = Start + Rotation;
        SigningKey[] keys = [first, Key(2, takesOver), Key(3, takesOver + Rotation)];
        var lastEnd = takesOver + TokenLifetime + Tolerance;

        Schedule.IsSpent(first, keys, takesOver).ShouldBeFalse();
        Schedule.IsSpent(first, keys, lastEnd).ShouldBeFalse();
        Schedule.IsSpent(first, keys, lastEnd + TimeSpan.FromTicks(1)).ShouldBeTrue();
        Schedule.IsSpent(keys[1], keys, lastEnd + TimeSpan.FromDays(1)).ShouldBeFalse();
    }

    [Fact]
    public void A_key_without_a_successor_is_never_spent() => Schedule.IsSpent(first, [first], Start.AddYears(10)).ShouldBeFalse();

    [Fact]
    public void Through_years_of_rotations_there_is_always_a_signer_that_was_published_in_time()
    {
        List<SigningKey> keys = [];
        for (var now = Start; now < Start.AddYears(3); now = now.AddHours(7))
        {
            if (Schedule.Due(keys, now) is { } due)
                keys.Add(new SigningKey($"key {due.Sequence}", due.Sequence, [], [], now, due.ActiveFrom));
            var signer = SigningKeySchedule.Signer(keys, now).ShouldNotBeNull();
            if (signer.Sequence > 1)
                (now - signer.CreatedAt).ShouldBeGreaterThanOrEqualTo(PublishAhead);
            Schedule.IsSpent(signer, keys, now).ShouldBeFalse();
            keys.RemoveAll(k => Schedule.IsSpent(k, keys.ToArray(), now));
            keys.Count.ShouldBeInRange(1, 2);
        }

        keys.Max(k => k.Sequence).ShouldBeGreaterThan(11);
    }

    private static SigningKey Key(int sequence, DateTimeOffset activeFrom) => new($"key {sequence}", sequence, [], [], activeFrom, activeFrom);
}
