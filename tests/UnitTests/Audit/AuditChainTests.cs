using Auth.Application.Audit;
using Auth.Infrastructure;
using Auth.Infrastructure.Audit;
using Auth.UnitTests.Tokens;
using CsCheck;

namespace Auth.UnitTests.Audit;

public sealed class AuditChainTests
{
    private const int Lines = 12;

    /// <summary>What an attacker makes of one value of the fifth line, and what is said of it.</summary>
    private static readonly (string Column, string Value, string Kind)[] Tamperings =
    [
        ("id", "randomblob(16)", "changed"),
        ("at", "at + 1", "changed"),
        ("type", "'user_restored'", "changed"),
        ("outcome", "'forbidden'", "changed"),
        ("actor_id", "randomblob(16)", "changed"),
        ("actor_id", "null", "changed"),
        ("actor_id", "subject_id", "changed"),
        ("subject_id", "randomblob(16)", "changed"),
        ("subject_id", "null", "changed"),
        ("session_id", "randomblob(16)", "origin_changed"),
        ("session_id", "null", "origin_changed"),
        ("address", "'192.0.2.2'", "origin_changed"),
        ("address", "null", "origin_changed"),
        ("user_agent", "user_agent || ' '", "origin_changed"),
        ("user_agent", "''", "origin_changed"),
        ("trace_id", "'1'", "origin_changed"),
        ("trace_id", "null", "origin_changed"),
        ("origin_salt", "randomblob(16)", "origin_changed"),
        ("origin_salt", "null", "origin_changed"),
        ("reason", "'another'", "reason_changed"),
        ("reason", "null", "reason_changed"),
        ("reason_salt", "randomblob(16)", "reason_changed"),
        ("reason_salt", "null", "reason_changed"),
        ("hash", "randomblob(32)", "changed"),
        ("hash", "null", "changed"),
    ];

    public static TheoryData<string, string, string> Changes => new(Tamperings);

    [Fact]
    public async Task A_trail_as_it_was_written_is_verified_from_its_first_line_to_its_last()
    {
        using var trail = await Trail.CreateAsync(Lines);

        var verification = await trail.VerifyAsync();

        verification.Problems.ShouldBeEmpty();
        (verification.Verified, verification.Whole, verification.Events, verification.From, verification.To).ShouldBe((true, true, Lines, 1, Lines));
        verification.Head!.Sequence.ShouldBe(Lines);
        verification.Head.Hash.ShouldBe(Convert.ToHexStringLower((await trail.LinesAsync())[^1].Hash!));
    }

    [Fact]
    public async Task An_empty_trail_is_verified()
    {
        using var trail = await Trail.CreateAsync();

        var verification = await trail.VerifyAsync();

        (verification.Verified, verification.Whole, verification.Events, verification.Head).ShouldBe((true, true, 0, null));
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task A_changed_value_is_found_and_its_line_alone_is_named(string column, string value, string kind)
    {
        using var trail = await Trail.CreateAsync(Lines);

        (await trail.ExecuteAsync($"update audit_events set {column} = {value} where sequence = 5")).ShouldBe(1);

        (await trail.ProblemsAsync()).ShouldBe([new AuditProblem(await trail.IdAsync(5), 5, kind)]);
    }

    [Theory]
    [InlineData("origin_digest", "randomblob(32)")]
    [InlineData("origin_digest", "null")]
    [InlineData("reason_digest", "randomblob(32)")]
    [InlineData("reason_digest", "null")]
    public async Task A_changed_digest_is_found_by_the_chain(string column, string value)
    {
        using var trail = await Trail.CreateAsync(Lines);

        await trail.ExecuteAsync($"update audit_events set {column} = {value} where sequence = 5");

        var problems = await trail.ProblemsAsync();
        problems.ShouldContain(new AuditProblem(await trail.IdAsync(5), 5, "changed"));
        problems.ShouldAllBe(p => p.Sequence == 5);
    }

    [Theory]
    [InlineData("1000")]
    [InlineData("-1")]
    [InlineData("0")]
    public async Task A_line_put_elsewhere_is_named_where_it_is_and_missed_where_it_was(string sequence)
    {
        using var trail = await Trail.CreateAsync(Lines);
        var id = await trail.IdAsync(5);

        await trail.ExecuteAsync($"update audit_events set sequence = {sequence} where sequence = 5");

        var problems = await trail.ProblemsAsync();
        problems.ShouldContain(new AuditProblem(null, 5, "removed"));
        problems.ShouldContain(new AuditProblem(id, long.Parse(sequence, null), "inserted"));
    }

    [Fact]
    public async Task No_column_of_a_line_is_left_out_of_these_tests()
    {
        using var trail = await Trail.CreateAsync(1);
        using var database = await Persistence.TestDatabase.CreateAsync();
        await using var db = database.Open();

        var columns = db.Model.FindEntityType(typeof(Domain.Audit.AuditEvent))!.GetProperties().Select(p => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name));

        Tamperings.Select(t => t.Column).Concat(["origin_digest", "reason_digest", "sequence"]).Distinct().ShouldBe(columns, ignoreOrder: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(Lines)]
    public async Task A_removed_line_is_missed_at_its_place(long sequence)
    {
        using var trail = await Trail.CreateAsync(Lines);

        await trail.ExecuteAsync($"delete from audit_events where sequence = {sequence}");

        (await trail.ProblemsAsync()).ShouldBe([new AuditProblem(null, sequence, "removed")]);
    }

    [Fact]
    public async Task Two_lines_that_changed_places_are_both_named()
    {
        using var trail = await Trail.CreateAsync(Lines);

        await trail.ExecuteAsync("update audit_events set sequence = -5 where sequence = 5; update audit_events set sequence = 5 where sequence = 8; update audit_events set sequence = 8 where sequence = -5");

        var problems = await trail.ProblemsAsync();
        problems.ShouldContain(new AuditProblem(await trail.IdAsync(5), 5, "changed"));
        problems.ShouldContain(new AuditProblem(await trail.IdAsync(8), 8, "changed"));
    }

    [Fact]
    public async Task A_line_put_in_between_is_found_though_the_others_made_room()
    {
        using var trail = await Trail.CreateAsync(Lines);
        await trail.ExecuteAsync("update audit_events set sequence = -sequence where sequence > 4; update audit_events set sequence = 1 - sequence where sequence < 0");

        await trail.ExecuteAsync("insert into audit_events (id, at, type, outcome, sequence, hash) values (randomblob(16), 1, 'user_viewed', 'ok', 5, randomblob(32))");

        var problems = await trail.ProblemsAsync();
        problems.ShouldContain(new AuditProblem(await trail.IdAsync(5), 5, "changed"));
        problems.ShouldContain(new AuditProblem(await trail.IdAsync(Lines + 1), Lines + 1, "inserted"));
    }

    [Fact]
    public async Task A_line_added_behind_the_newest_checkpoint_is_named_though_its_hash_fits()
    {
        using var trail = await Trail.CreateAsync(Lines);
        await trail.ExecuteAsync($"insert into audit_events (id, at, type, outcome, sequence) values (randomblob(16), 1, 'user_viewed', 'ok', {Lines + 1})");
        await trail.RehashAsync(Lines + 1);

        (await trail.ProblemsAsync()).ShouldBe([new AuditProblem(await trail.IdAsync(Lines + 1), Lines + 1, "inserted")]);
    }

    [Fact]
    public async Task Hashes_made_to_fit_do_not_fit_the_signed_checkpoint()
    {
        using var trail = await Trail.CreateAsync(Lines);
        await trail.ExecuteAsync("update audit_events set outcome = 'forbidden' where sequence = 5");

        await trail.RehashAsync(5);

        (await trail.ProblemsAsync()).ShouldBe([new AuditProblem(await trail.IdAsync(Lines), Lines, "changed")]);
    }

    [Theory]
    [InlineData("hash", "randomblob(32)")]
    [InlineData("made_at", "made_at + 1")]
    [InlineData("key_id", "'another'")]
    [InlineData("signature", "randomblob(64)")]
    [InlineData("signature", "zeroblob(64)")]
    [InlineData("signature", "x''")]
    public async Task A_changed_checkpoint_is_found(string column, string value)
    {
        using var trail = await Trail.CreateAsync(Lines);

        await trail.ExecuteAsync($"update audit_checkpoints set {column} = {value}");

        (await trail.ProblemsAsync()).ShouldBe([new AuditProblem(null, Lines, "signature_invalid")]);
    }

    [Fact]
    public async Task Checkpoints_signed_by_a_key_that_the_master_key_does_not_open_are_worth_nothing()
    {
        using var trail = await Trail.CreateAsync(Lines);
        await trail.ExecuteAsync("update audit_events set outcome = 'forbidden' where sequence = 5");
        await trail.RehashAsync(5);

        await trail.ForgeCheckpointsAsync();

        (await trail.ProblemsAsync()).ShouldBe([new AuditProblem(null, Lines, "signature_invalid")]);
    }

    /// <summary>Else whoever takes the checkpoints away would have the service sign what they wrote.</summary>
    [Theory]
    [InlineData("delete from audit_checkpoints")]
    [InlineData("delete from audit_checkpoints; delete from audit_keys")]
    [InlineData("update audit_checkpoints set signature = randomblob(64)")]
    public async Task A_trail_made_anew_is_not_made_true_by_the_next_line(string attack)
    {
        using var trail = await Trail.CreateAsync(Lines);
        await trail.ExecuteAsync("update audit_events set outcome = 'forbidden' where sequence = 5");
        await trail.RehashAsync(5);
        await trail.ExecuteAsync(attack);

        for (var later = 0; later < 3; later++)
        {
            await trail.AddAsync(1);
            await trail.SealAsync();
            trail.Clock.Advance(AuditSealer.KeptAfter);
        }

        (await trail.ProblemsAsync()).ShouldContain(new AuditProblem(await trail.IdAsync(Lines + 1), Lines + 1, "changed"));
    }

    [Fact]
    public async Task A_trail_cut_off_at_an_older_checkpoint_is_found_by_what_is_kept_elsewhere()
    {
        using var trail = await Trail.CreateAsync(Lines);
        trail.Clock.Advance(AuditSealer.KeptAfter);
        await trail.AddAsync(3);
        await trail.SealAsync();
        var head = (await trail.VerifyAsync()).Head!;

        await trail.ExecuteAsync($"delete from audit_events where sequence > {Lines}; delete from audit_checkpoints where sequence > {Lines}");

        (await trail.ProblemsAsync()).ShouldBeEmpty("nothing inside of the database tells");
        (await trail.VerifyAsync(new AuditExtent(Expect: new AuditAnchor(head.Sequence, head.Hash)))).Problems.ShouldBe([new AuditProblem(null, head.Sequence, "cut_off")]);
        await trail.AddAsync(4);
        await trail.SealAsync();
        (await trail.VerifyAsync(new AuditExtent(Expect: new AuditAnchor(head.Sequence, head.Hash)))).Problems.ShouldBe([new AuditProblem(null, head.Sequence, "anchor_differs")]);
    }

    [Fact]
    public async Task What_is_kept_elsewhere_fits_a_trail_that_was_only_added_to()
    {
        using var trail = await Trail.CreateAsync(Lines);
        var head = (await trail.VerifyAsync()).Head!;
        await trail.AddAsync(3);
        await trail.SealAsync();

        (await trail.VerifyAsync(new AuditExtent(Expect: new AuditAnchor(head.Sequence, head.Hash.ToUpperInvariant())))).Verified.ShouldBeTrue();
        (await trail.VerifyAsync(new AuditExtent(Expect: new AuditAnchor(head.Sequence - 1, head.Hash)))).Problems.ShouldBe([new AuditProblem(null, head.Sequence - 1, "anchor_differs")]);
    }

    [Fact]
    public async Task A_line_that_nobody_seals_is_named_after_five_minutes()
    {
        using var trail = await Trail.CreateAsync(Lines);
        await trail.AddAsync(1);
        trail.Clock.Advance(AuditVerifier.SealedWithin);
        (await trail.ProblemsAsync()).ShouldBeEmpty();

        trail.Clock.Advance(TimeSpan.FromSeconds(1));

        var problem = (await trail.ProblemsAsync()).ShouldHaveSingleItem();
        (problem.Sequence, problem.Kind).ShouldBe((null, "unsealed"));
        problem.EventId.ShouldBe((await trail.LinesAsync())[0].Id);
    }

    [Fact]
    public async Task A_line_taken_out_of_the_chain_is_missed_where_it_was_also_when_it_is_sealed_again()
    {
        using var trail = await Trail.CreateAsync(Lines);

        await trail.ExecuteAsync("update audit_events set sequence = null where sequence = 5");
        await trail.SealAsync();

        (await trail.ProblemsAsync()).ShouldBe([new AuditProblem(null, 5, "removed")]);
    }

    [Fact]
    public async Task A_hundred_problems_are_named_at_the_most()
    {
        using var trail = await Trail.CreateAsync(300);

        await trail.ExecuteAsync("update audit_events set outcome = 'forbidden'");

        (await trail.ProblemsAsync()).Length.ShouldBe(100);
    }

    /// <summary>Any number of lines changed, removed or moved: nothing goes unnoticed, and no line that nobody touched is named but one right behind a touched one.</summary>
    [Fact]
    public async Task Whatever_is_done_to_the_sealed_lines_is_found()
    {
        using var trail = await Trail.CreateAsync(40);
        await trail.ExecuteAsync("create table original as select * from audit_events");
        var act = Gen.OneOf(
            Gen.Int[0, Tamperings.Length - 1].Select(i => $"update audit_events set {Tamperings[i].Column} = {Tamperings[i].Value} where sequence = "),
            Gen.Const("delete from audit_events where sequence = "),
            Gen.Const("update audit_events set sequence = null where sequence = "));

        await Gen.Select(act, Gen.Int[1, 40]).Array[1, 5].SampleAsync(
            async acts =>
            {
                await trail.ExecuteAsync("delete from audit_events; insert into audit_events select * from original");
                foreach (var (sql, sequence) in acts)
                    await trail.ExecuteAsync($"{sql}{sequence}");

                var problems = await trail.ProblemsAsync();
                problems.ShouldNotBeEmpty();
                problems.ShouldAllBe(p => acts.Any(a => a.Item2 == p.Sequence || a.Item2 + 1 == p.Sequence));
            },
            iter: 40,
            threads: 1);
    }

    [Fact]
    public async Task One_check_runs_at_a_time()
    {
        using var trail = await Trail.CreateAsync(Lines);
        using var entered = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        using var verifier = trail.Verifier(() =>
        {
            entered.Release();
            goOn.Wait(TestContext.Current.CancellationToken);
        });
        var first = Task.Run(() => verifier.TryVerifyAsync(new AuditExtent(), TestContext.Current.CancellationToken));
        await entered.WaitAsync(TestContext.Current.CancellationToken);

        (await verifier.TryVerifyAsync(new AuditExtent(), TestContext.Current.CancellationToken)).ShouldBeNull();

        goOn.Release(2);
        (await first)!.Verified.ShouldBeTrue();
        (await verifier.TryVerifyAsync(new AuditExtent(), TestContext.Current.CancellationToken))!.Verified.ShouldBeTrue();
    }

    [Fact]
    public async Task Another_master_key_seals_nothing()
    {
        using var trail = await Trail.CreateAsync(Lines);
        await trail.AddAsync(1);

        await Should.ThrowAsync<ConfigurationException>(() => trail.Sealer(TestKeys.Other).SealAsync(TestContext.Current.CancellationToken));

        (await trail.LinesAsync()).Count(l => l.Sequence is null).ShouldBe(1);
    }

    [Fact]
    public async Task Lines_from_before_there_was_a_chain_are_sealed_as_they_are()
    {
        using var trail = await Trail.CreateAsync();
        await trail.ExecuteAsync("insert into audit_events (id, at, type, outcome, address) values (randomblob(16), 1, 'user_registered', 'ok', '192.0.2.1')");

        await trail.SealAsync();

        (await trail.ProblemsAsync()).ShouldBeEmpty();
    }
}
