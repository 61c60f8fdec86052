using Auth.Application.Audit;
using Auth.Domain.Users;

namespace Auth.UnitTests.Audit;

public sealed class AuditErasureTests
{
    [Fact]
    public async Task After_an_erasure_the_chain_is_whole_and_holds_neither_the_origin_nor_what_it_could_be_guessed_back_by()
    {
        using var trail = await Trail.CreateAsync(3);

        await trail.WithdrawAsync(trail.Administrator);
        await trail.SealAsync();

        (await trail.ProblemsAsync()).ShouldBeEmpty();
        var erased = (await trail.LinesAsync())[..3];
        erased.ShouldAllBe(l => l.SessionId == null && l.Address == null && l.UserAgent == null && l.TraceId == null && l.OriginSalt == null);
        erased.ShouldAllBe(l => l.Reason == null && l.ReasonSalt == null && l.OriginDigest != null && l.ReasonDigest != null);
    }

    [Fact]
    public async Task Whom_it_was_about_takes_the_reason_along_and_leaves_the_origin_of_who_looked()
    {
        using var trail = await Trail.CreateAsync(3);

        await trail.WithdrawAsync(trail.Member);
        await trail.SealAsync();

        (await trail.ProblemsAsync()).ShouldBeEmpty();
        var lines = (await trail.LinesAsync())[..3];
        lines.ShouldAllBe(l => l.Reason == null && l.ReasonSalt == null);
        lines.ShouldAllBe(l => l.Address == "192.0.2.1" && l.OriginSalt != null);
    }

    [Fact]
    public async Task An_erasure_before_the_sealing_is_as_good()
    {
        using var trail = await Trail.CreateAsync();
        await trail.AddAsync(3);

        await trail.WithdrawAsync(trail.Administrator);
        await trail.SealAsync();

        (await trail.ProblemsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_erasure_of_somebody_who_never_withdrew_is_named()
    {
        using var trail = await Trail.CreateAsync(3);
        await trail.WithdrawAsync(new UserId(Guid.CreateVersion7()));
        await trail.SealAsync();

        await trail.ExecuteAsync("update audit_events set session_id = null, address = null, user_agent = null, trace_id = null, origin_salt = null where sequence = 2");
        await trail.ExecuteAsync("update audit_events set reason = null, reason_salt = null where sequence = 3");

        (await trail.ProblemsAsync()).ShouldBe([new AuditProblem(await trail.IdAsync(2), 2, "origin_erased"), new AuditProblem(await trail.IdAsync(3), 3, "reason_erased")]);
    }

    [Fact]
    public async Task The_origin_of_who_looked_is_not_the_members_to_erase()
    {
        using var trail = await Trail.CreateAsync(3);
        await trail.WithdrawAsync(trail.Member);
        await trail.SealAsync();

        await trail.ExecuteAsync("update audit_events set session_id = null, address = null, user_agent = null, trace_id = null, origin_salt = null where sequence = 2");

        (await trail.ProblemsAsync()).ShouldBe([new AuditProblem(await trail.IdAsync(2), 2, "origin_erased")]);
    }

    [Theory]
    [InlineData("address = '192.0.2.9'", "origin_changed")]
    [InlineData("reason = 'another'", "reason_changed")]
    public async Task Something_written_into_an_erased_line_is_named(string change, string kind)
    {
        using var trail = await Trail.CreateAsync(3);
        await trail.WithdrawAsync(trail.Administrator);
        await trail.SealAsync();

        await trail.ExecuteAsync($"update audit_events set {change} where sequence = 2");

        (await trail.ProblemsAsync()).ShouldBe([new AuditProblem(await trail.IdAsync(2), 2, kind)]);
    }

    [Fact]
    public async Task Two_lines_of_the_same_origin_have_different_digests()
    {
        using var trail = await Trail.CreateAsync(2);

        var lines = await trail.LinesAsync();

        Convert.ToHexString(lines[0].OriginDigest!).ShouldNotBe(Convert.ToHexString(lines[1].OriginDigest!));
    }

    [Fact]
    public async Task A_line_that_comes_a_moment_too_late_is_forgotten_by_the_next_sweep()
    {
        using var trail = await Trail.CreateAsync();
        await trail.WithdrawAsync(trail.Member);
        await trail.TellAsync(new AccessRefused(), trail.Member);
        await trail.TellAsync(new AccessRefused(), trail.Administrator);
        await trail.SealAsync();

        await trail.SweepAsync();

        var lines = await trail.LinesAsync();
        lines.Single(l => l.Type == "access_refused" && l.ActorId == trail.Member).Address.ShouldBeNull();
        lines.Single(l => l.Type == "access_refused" && l.ActorId == trail.Administrator).Address.ShouldBe("192.0.2.7");
        (await trail.ProblemsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_what_is_repeated_one_line_a_minute_is_written()
    {
        using var trail = await Trail.CreateAsync();
        for (var i = 0; i < 5; i++)
        {
            await trail.TellAsync(new AccessRefused(), trail.Member);
            await trail.TellAsync(new UsersListed(), trail.Administrator);
        }

        (await trail.LinesAsync()).Count.ShouldBe(2);
        trail.Clock.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromMilliseconds(1));
        await trail.TellAsync(new AccessRefused(), trail.Member);
        await trail.TellAsync(new AccessRefused(), trail.Administrator);
        (await trail.LinesAsync()).Count.ShouldBe(4);
    }
}
