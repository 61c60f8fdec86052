using Auth.Application.Audit;
using Auth.Infrastructure.Audit;

namespace Auth.UnitTests.Audit;

public sealed class AuditPruningTests
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    [Fact]
    public async Task Lines_that_had_their_time_go_behind_a_checkpoint_and_the_rest_still_verifies()
    {
        using var trail = await OldTrailAsync();

        await trail.PruneAsync();

        (await trail.LinesAsync()).Select(l => l.Sequence!.Value).ShouldBe([11, 12, 13, 14, 15]);
        (await trail.CheckpointsAsync()).Select(c => c.Sequence).ShouldBe([10, 15]);
        var verification = await trail.VerifyAsync();
        verification.Problems.ShouldBeEmpty();
        (verification.Whole, verification.From, verification.To).ShouldBe((true, 11, 15));
        await trail.AddAsync(1);
        await trail.SealAsync();
        (await trail.VerifyAsync()).Verified.ShouldBeTrue();
    }

    [Fact]
    public async Task Nothing_goes_before_its_time()
    {
        using var trail = await OldTrailAsync(-AuditSealer.KeptAfter);

        await trail.PruneAsync();

        (await trail.LinesAsync()).Count.ShouldBe(15);
    }

    [Fact]
    public async Task A_trail_of_which_everything_had_its_time_begins_anew_behind_it()
    {
        using var trail = await OldTrailAsync();
        trail.Clock.Advance(Kept);
        await trail.SealAsync();
        trail.Clock.Advance(TimeSpan.FromDays(1));
        await trail.PruneAsync();
        (await trail.LinesAsync()).ShouldBeEmpty();

        await trail.AddAsync(2);
        await trail.SealAsync();

        var verification = await trail.VerifyAsync();
        (verification.Verified, verification.Whole, verification.From, verification.To).ShouldBe((true, true, 16, 17));
    }

    [Fact]
    public async Task First_lines_that_somebody_else_removed_are_missed()
    {
        using var trail = await OldTrailAsync();

        await trail.ExecuteAsync("delete from audit_events where sequence <= 10; delete from audit_checkpoints where sequence < 10");

        (await trail.ProblemsAsync()).ShouldBe(Enumerable.Range(1, 10).Select(i => new AuditProblem(null, i, "removed")));
    }

    [Fact]
    public async Task A_beginning_that_is_not_signed_as_one_is_none()
    {
        using var trail = await OldTrailAsync();

        await trail.ExecuteAsync("delete from audit_events where sequence <= 10; update audit_checkpoints set start_signature = signature where sequence = 10");

        (await trail.ProblemsAsync()).Length.ShouldBe(10);
    }

    [Fact]
    public async Task A_line_before_the_beginning_is_named()
    {
        using var trail = await OldTrailAsync();
        await trail.PruneAsync();

        await trail.ExecuteAsync("insert into audit_events (id, at, type, outcome, sequence, hash) values (randomblob(16), 1, 'user_viewed', 'ok', 7, randomblob(32))");

        (await trail.ProblemsAsync()).ShouldBe([new AuditProblem(await trail.IdAsync(7), 7, "inserted")]);
    }

    [Fact]
    public async Task Nothing_is_removed_behind_a_checkpoint_that_the_service_did_not_sign()
    {
        using var trail = await OldTrailAsync();
        await trail.ExecuteAsync("update audit_checkpoints set hash = randomblob(32) where sequence = 5");

        await Should.ThrowAsync<InvalidOperationException>(trail.PruneAsync);

        (await trail.LinesAsync()).Count.ShouldBe(15);
    }

    [Fact]
    public async Task What_was_kept_elsewhere_before_the_beginning_cannot_be_told_any_more()
    {
        using var trail = await OldTrailAsync();
        var checkpoints = await trail.CheckpointsAsync();
        await trail.PruneAsync();

        (await ExpectAsync(checkpoints[0])).ShouldBe([new AuditProblem(null, 5, "anchor_unknown")]);
        (await ExpectAsync(checkpoints[1])).ShouldBeEmpty();

        async Task<AuditProblem[]> ExpectAsync(Domain.Audit.AuditCheckpoint one) =>
            [.. (await trail.VerifyAsync(new AuditExtent(Expect: new AuditAnchor(one.Sequence, Convert.ToHexStringLower(one.Hash))))).Problems];
    }

    [Fact]
    public async Task A_check_of_the_newest_part_begins_behind_a_checkpoint_and_says_so()
    {
        using var trail = await OldTrailAsync();
        await trail.ExecuteAsync("update audit_events set outcome = 'forbidden' where sequence = 3");

        var newest = await trail.VerifyAsync(new AuditExtent(Most: 5));
        (newest.Verified, newest.Whole, newest.From, newest.To).ShouldBe((true, false, 11, 15));
        var behind = await trail.VerifyAsync(new AuditExtent(After: 5));
        (behind.Verified, behind.Whole, behind.From, behind.To).ShouldBe((true, false, 6, 15));
        (await trail.VerifyAsync(new AuditExtent(After: 6))).Problems.ShouldContain(new AuditProblem(null, 6, "checkpoint_missing"));
        (await trail.VerifyAsync()).Verified.ShouldBeFalse();
    }

    /// <summary>Five lines and a checkpoint that stays, thrice; the first ten lines have just had their time, or will have it.</summary>
    private static async Task<Trail> OldTrailAsync(TimeSpan? since = null)
    {
        var trail = await Trail.CreateAsync(5);
        trail.Clock.Advance(AuditSealer.KeptAfter);
        await trail.AddAsync(5);
        await trail.SealAsync();
        trail.Clock.Advance(Kept / 2);
        await trail.AddAsync(5);
        await trail.SealAsync();
        trail.Clock.Advance((Kept / 2) + (since ?? TimeSpan.FromSeconds(1)));
        return trail;
    }
}
