using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Auth.Domain.Audit;
using Auth.Domain.Users;
using Auth.Infrastructure.Audit;
using Auth.IntegrationTests.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;

namespace Auth.IntegrationTests.Audit;

public sealed class VerifyAuditTrailTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task What_happened_is_sealed_in_the_background_and_verifies()
    {
        var administrator = await App.NewAdministratorAsync();
        await App.LoginAsync("nobody", "not the password");

        App.Clock.Advance(TimeSpan.FromSeconds(2));

        await Eventually.BecomesTrueAsync("the sealing", async () => !await App.QueryAsync(db => db.AuditEvents.AnyAsync(e => e.Sequence == null)));
        var verification = await VerifyAsync(administrator);
        verification.GetProperty("verified").GetBoolean().ShouldBeTrue(verification.GetRawText());
        verification.GetProperty("whole").GetBoolean().ShouldBeTrue();
        verification.GetProperty("events").GetInt64().ShouldBe(3);
        (verification.GetProperty("from").GetInt64(), verification.GetProperty("to").GetInt64()).ShouldBe((1, 3));
        verification.GetProperty("problems").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_line_changed_in_the_database_is_named()
    {
        var administrator = await SealedAsync();
        await ExecuteAsync("update audit_events set outcome = 'forbidden' where sequence = 2");
        await ExecuteAsync("update audit_events set address = '192.0.2.66' where sequence = 3");
        await ExecuteAsync("delete from audit_events where sequence = 4");

        var verification = await VerifyAsync(administrator);

        verification.GetProperty("verified").GetBoolean().ShouldBeFalse();
        var ids = await App.QueryAsync(db => db.AuditEvents.Where(e => e.Sequence != null).ToDictionaryAsync(e => e.Sequence!.Value, e => e.Id));
        verification.GetProperty("problems").EnumerateArray().Select(Problem).ShouldBe([(ids[2], 2, "changed"), (ids[3], 3, "origin_changed"), (null, 4, "removed")]);
    }

    [Fact, Trait("Database", "MariaDb")]
    public async Task While_one_check_runs_another_is_put_off()
    {
        var administrator = await SealedAsync();
        await using var connection = new MySqlConnection(App.Settings["ConnectionStrings:Auth"]);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var lockTable = new MySqlCommand("LOCK TABLES audit_checkpoints WRITE", connection);
        await lockTable.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var checks = Enumerable.Range(0, 2).Select(_ => administrator.Client.CallAsync("GET /api/v1/audit-events/verification")).ToArray();
        var putOff = await await Task.WhenAny(checks);
        await using var unlock = new MySqlCommand("UNLOCK TABLES", connection);
        await unlock.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await putOff.ShouldBeProblemAsync(429, "too_many_requests");
        putOff.Headers.RetryAfter.ShouldNotBeNull();
        (await Task.WhenAll(checks)).Count(a => a.IsSuccessStatusCode).ShouldBe(1);
    }

    /// <summary>All that it takes is what the answer holds and the documentation says.</summary>
    [Fact]
    public async Task Others_can_check_the_newest_checkpoint_by_its_public_key()
    {
        var head = (await VerifyAsync(await SealedAsync())).GetProperty("head");
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(head.Text("publicKey")!), out _);

        using var statement = new MemoryStream();
        Write("auth audit checkpoint 1"u8);
        Write(Number(head.GetProperty("sequence").GetInt64()));
        Write(Convert.FromHexString(head.Text("hash")!));
        Write(Number((head.GetProperty("madeAt").GetDateTimeOffset() - DateTimeOffset.UnixEpoch).Ticks / 10));
        Write(Encoding.UTF8.GetBytes(head.Text("keyId")!));

        key.VerifyData(statement.ToArray(), Convert.FromBase64String(head.Text("signature")!), HashAlgorithmName.SHA256).ShouldBeTrue();

        void Write(ReadOnlySpan<byte> value)
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
            statement.Write(length);
            statement.Write(value);
        }

        static byte[] Number(long number)
        {
            var bytes = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(bytes, number);
            return bytes;
        }
    }

    [Fact]
    public async Task Text_of_any_kind_comes_back_from_the_database_as_it_was_digested()
    {
        var administrator = await SealedAsync();
        var now = App.Clock.GetUtcNow().AddTicks(1234567);
        await App.WithDatabaseAsync(async db =>
        {
            foreach (var text in new[] { "", " ", "trailing  ", "É 한글 e\u0301 👩‍👩‍👧", "\u0001\t", "ß ss SS ſ", "\uFFFE", string.Concat(Enumerable.Repeat("😀", 200)) })
                db.AuditEvents.Add(new AuditEvent("user_viewed", "ok", null, new Origin(administrator.UserId, null, "::1", text.Length > 256 ? "" : text, null), text, now));
            await db.SaveChangesAsync();
        });
        await SealAsync();

        (await VerifyAsync(administrator)).GetProperty("problems").GetRawText().ShouldBe("[]");
    }

    [Fact]
    public async Task After_a_withdrawal_the_trail_still_verifies()
    {
        var administrator = await SealedAsync();
        var members = new List<Member>();
        for (var i = 0; i < 3; i++)
            members.Add(await App.NewMemberAsync());
        await SealAsync();
        foreach (var member in members[..2])
            await (await AuthApp.WithdrawAsync(member)).ShouldBeAsync(204);
        await (await administrator.Client.CallAsync($"DELETE /api/v1/users/{members[2].Id}")).ShouldBeAsync(204);
        await SealAsync();

        (await VerifyAsync(administrator)).GetProperty("problems").GetRawText().ShouldBe("[]");
    }

    [Fact]
    public async Task Several_nodes_that_seal_while_much_happens_make_one_chain()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync();
        await using var other = App.NewHost();
        await other.StartAsync();
        for (var round = 0; round < 5; round++)
        {
            var logins = Enumerable.Range(0, 8).Select(_ => App.LoginAsync(member.Username)).Append(App.LoginAsync("nobody", "not the password"));
            var sealing = new[] { App.Host, other, App.Host, other }.Select(TrySealAsync);
            await Task.WhenAll([.. logins, .. sealing]);
        }

        await SealAsync();

        var verification = await VerifyAsync(administrator);
        verification.GetProperty("problems").GetRawText().ShouldBe("[]");
        verification.GetProperty("events").GetInt64().ShouldBe(await App.QueryAsync(db => db.AuditEvents.LongCountAsync()));
    }

    [Fact]
    public async Task Old_lines_go_and_the_rest_verifies()
    {
        var administrator = await SealedAsync();
        await App.AdvanceAsync(TimeSpan.FromDays(366));
        await App.NewMemberAsync();
        await SealAsync();
        await App.Host.Services.GetRequiredService<AuditPruning>().PruneAsync(TestContext.Current.CancellationToken);
        administrator = await App.LogInAgainAsync(administrator);
        await SealAsync();

        var verification = await VerifyAsync(administrator);

        verification.GetProperty("problems").GetRawText().ShouldBe("[]");
        verification.GetProperty("whole").GetBoolean().ShouldBeTrue();
        verification.GetProperty("from").GetInt64().ShouldBeGreaterThan(1);
        (await App.QueryAsync(db => db.AuditEvents.MinAsync(e => e.Sequence))).ShouldBe(verification.GetProperty("from").GetInt64());
    }

    [Fact]
    public async Task Each_checkpoint_that_stays_is_in_the_log_as_the_command_takes_it()
    {
        await SealedAsync();

        var kept = await App.QueryAsync(db => db.AuditCheckpoints.FirstAsync(c => c.IsKept));

        App.Host.Logs.Lines.ShouldContain(line => line.Contains($"Audit checkpoint {kept.Sequence}:{Convert.ToHexStringLower(kept.Hash)}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refused_calls_and_set_up_codes_are_in_the_trail_once_a_minute()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync();
        for (var i = 0; i < 5; i++)
        {
            await (await member.Client.CallAsync("GET /api/v1/users")).ShouldBeAsync(403);
            await (await member.Client.CallAsync($"DELETE /api/v1/users/{administrator.Id}")).ShouldBeAsync(403);
            await (await member.Client.CallAsync("POST /api/v1/setup/administrator", new { setupCode = "AAAA-AAAA-AAAA-AAAA" })).ShouldBeAsync(403);
        }

        var events = await App.QueryAsync(db => db.AuditEvents.Where(e => e.ActorId == member.UserId && e.Outcome != "ok").ToListAsync());

        events.Select(e => (e.Type, e.Outcome)).ShouldBe([("access_refused", "forbidden"), ("setup_code_refused", "setup_code_invalid")], ignoreOrder: true);
        events.ShouldAllBe(e => e.SessionId != null && e.Address == "127.0.0.1" && e.TraceId != null);
    }

    [Fact]
    public async Task Who_reads_the_lists_and_whose_trail_is_recorded()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync();
        for (var i = 0; i < 3; i++)
        {
            await (await administrator.Client.CallAsync("GET /api/v1/users?search=m")).ShouldBeAsync(200);
            await (await administrator.Client.CallAsync("GET /api/v1/audit-events")).ShouldBeAsync(200);
            await (await administrator.Client.CallAsync($"GET /api/v1/audit-events?userId={member.Id}")).ShouldBeAsync(200);
        }

        var events = await App.QueryAsync(db => db.AuditEvents.Where(e => e.ActorId == administrator.UserId && e.Type != "user_registered" && e.Type != "session_started").ToListAsync());

        events.Select(e => (e.Type, e.SubjectId)).ShouldBe(
            [("users_listed", null), ("audit_trail_viewed", null), ("audit_trail_viewed", (UserId?)member.UserId)], ignoreOrder: true);
    }

    private async Task<Member> SealedAsync()
    {
        var administrator = await App.NewAdministratorAsync();
        await App.NewMemberAsync();
        await App.NewMemberAsync();
        await SealAsync();
        return administrator;
    }

    /// <summary>The service seals by itself as well, and of two that do one waits or tries again.</summary>
    private Task SealAsync() => Eventually.BecomesTrueAsync("the sealing", () => TrySealAsync(App.Host));

    private static async Task<bool> TrySealAsync(AuthHost host)
    {
        try
        {
            await host.Services.GetRequiredService<AuditSealer>().SealAsync(TestContext.Current.CancellationToken);
            return true;
        }
        catch (Exception e) when (Infrastructure.Persistence.DatabaseFaults.IsConflict(e))
        {
            return false;
        }
    }

    private Task ExecuteAsync(string sql) => App.WithDatabaseAsync(db => db.Database.ExecuteSqlRawAsync(sql));

    private static async Task<JsonElement> VerifyAsync(Member administrator) =>
        await (await administrator.Client.CallAsync("GET /api/v1/audit-events/verification")).ShouldBeAsync(200);

    private static (Guid?, long, string?) Problem(JsonElement problem) => (
        problem.GetProperty("eventId").ValueKind == JsonValueKind.Null ? null : problem.GetProperty("eventId").GetGuid(),
        problem.GetProperty("sequence").GetInt64(),
        problem.Text("kind"));
}
