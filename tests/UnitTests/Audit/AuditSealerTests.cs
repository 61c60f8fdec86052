using Auth.Infrastructure.Audit;

namespace Auth.UnitTests.Audit;

public sealed class AuditSealerTests
{
    [Fact]
    public async Task Every_line_gets_the_next_place_in_the_order_of_the_ids()
    {
        using var trail = await Trail.CreateAsync(5);
        await trail.AddAsync(AuditSealer.BatchSize + 5);

        (await trail.SealAsync()).ShouldBe(AuditSealer.BatchSize + 5);
        (await trail.SealAsync()).ShouldBe(0);

        var lines = await trail.LinesAsync();
        lines.Select(l => l.Sequence!.Value).ShouldBe(Enumerable.Range(1, AuditSealer.BatchSize + 10).Select(i => (long)i));
        (await trail.VerifyAsync()).Verified.ShouldBeTrue();
    }

    [Fact]
    public async Task The_newest_checkpoint_is_always_there_and_one_stays_each_hour()
    {
        using var trail = await Trail.CreateAsync(1);
        for (var i = 0; i < 3; i++)
        {
            await trail.AddAsync(1);
            await trail.SealAsync();
        }

        (await trail.CheckpointsAsync()).Select(c => (c.Sequence, c.IsKept)).ShouldBe([(1, true), (4, false)]);
        trail.Clock.Advance(AuditSealer.KeptAfter);
        await trail.SealAsync();
        (await trail.CheckpointsAsync()).Select(c => (c.Sequence, c.IsKept)).ShouldBe([(1, true), (4, true)], "also where nothing more happens");
    }

    [Fact]
    public async Task Where_much_happens_a_checkpoint_stays_each_two_thousand_lines()
    {
        using var trail = await Trail.CreateAsync(1);
        foreach (var lines in new[] { AuditSealer.KeptEvery - 1, 1, 1 })
        {
            await trail.AddAsync(lines);
            await trail.SealAsync();
        }

        (await trail.CheckpointsAsync()).Select(c => (c.Sequence, c.IsKept))
            .ShouldBe([(1, true), (AuditSealer.KeptEvery + 1, true), (AuditSealer.KeptEvery + 2, false)]);
    }

    [Fact]
    public async Task Several_that_seal_at_once_make_one_chain()
    {
        using var trail = await Trail.CreateAsync(1);
        for (var round = 0; round < 5; round++)
        {
            await trail.AddAsync(50);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => trail.Sealer().SealAsync(TestContext.Current.CancellationToken))));
        }

        var verification = await trail.VerifyAsync();

        verification.Problems.ShouldBeEmpty();
        verification.Events.ShouldBe(251);
    }

    [Fact]
    public async Task What_breaks_off_in_the_middle_leaves_nothing_half_sealed()
    {
        using var trail = await Trail.CreateAsync(3);
        await trail.AddAsync(4);
        await trail.ExecuteAsync("create trigger power_cut before update on audit_events when new.sequence = 6 begin select raise(abort, 'power cut'); end");
        await Should.ThrowAsync<Exception>(trail.SealAsync);
        (await trail.LinesAsync()).Count(l => l.Sequence is null).ShouldBe(4);
        (await trail.VerifyAsync()).Events.ShouldBe(3);

        await trail.ExecuteAsync("drop trigger power_cut");
        await trail.SealAsync();

        (await trail.VerifyAsync()).Events.ShouldBe(7);
        (await trail.ProblemsAsync()).ShouldBeEmpty();
    }
}
