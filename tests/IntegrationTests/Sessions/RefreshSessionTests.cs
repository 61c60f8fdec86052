using System.Net.Http.Headers;
using System.Text.Json;
using Auth.Application.Sessions;
using Auth.Domain.Sessions;
using Auth.Infrastructure.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Auth.IntegrationTests.Sessions;

public sealed class RefreshSessionTests(AuthApp app) : AuthTest(app)
{
    private const string Call = "POST /api/v1/auth/refresh";
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Idle = TimeSpan.FromDays(14);
    private static readonly TimeSpan Absolute = TimeSpan.FromDays(90);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_refresh_gives_new_tokens_of_the_same_session()
    {
        var member = await App.NewMemberAsync();
        await App.AdvanceAsync(TimeSpan.FromMinutes(5));

        var response = await App.RefreshAsync(member.RefreshToken);

        var tokens = await response.ShouldBeAsync(200);
        tokens.EnumerateObject().Select(p => p.Name).ShouldBe(
            ["tokenType", "accessToken", "expiresIn", "refreshToken", "refreshExpiresIn", "sessionId"], ignoreOrder: true);
        tokens.GetProperty("sessionId").GetGuid().ShouldBe(member.SessionId);
        tokens.GetProperty("expiresIn").GetInt32().ShouldBe(600);
        tokens.GetProperty("refreshExpiresIn").GetInt32().ShouldBe((int)Idle.TotalSeconds);
        tokens.Text("refreshToken").ShouldNotBe(member.RefreshToken);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var former = Jwt.Read(member.AccessToken).Claims;
        var claims = Jwt.Read(tokens.Text("accessToken")!).Claims;
        claims.Text("sub").ShouldBe(former.Text("sub"));
        claims.Text("sid").ShouldBe(former.Text("sid"));
        claims.Text("jti").ShouldNotBe(former.Text("jti"));
        claims.GetProperty("auth_time").GetInt64().ShouldBe(former.GetProperty("auth_time").GetInt64());
        claims.GetProperty("iat").GetInt64().ShouldBe(App.Clock.GetUtcNow().ToUnixTimeSeconds());
        await (await BearerOf(tokens).CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_refresh_carries_the_role_that_holds_now()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync();
        await (await AuthApp.ChangeAsync(administrator, member.Id, new { role = "admin" })).ShouldBeAsync(200);

        var tokens = await RefreshedAsync(member.RefreshToken);

        Jwt.Read(tokens.Text("accessToken")!).Claims.Text("role").ShouldBe("admin");
    }

    [Fact]
    public async Task Fifty_refreshes_of_one_token_at_once_give_one_successor()
    {
        var member = await App.NewMemberAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => App.RefreshAsync(member.RefreshToken)));

        var successors = new HashSet<string>();
        foreach (var response in responses)
            successors.Add((await response.ShouldBeAsync(200)).GetProperty("refreshToken").GetString()!);
        successors.Count.ShouldBe(1);
        await (await App.RefreshAsync(successors.Single())).ShouldBeAsync(200);
    }

    [Fact]
    public async Task The_token_just_spent_gets_the_same_successor_within_the_leeway()
    {
        var member = await App.NewMemberAsync();
        var successor = (await RefreshedAsync(member.RefreshToken)).Text("refreshToken");

        await App.AdvanceAsync(Leeway - Second);

        (await RefreshedAsync(member.RefreshToken)).Text("refreshToken").ShouldBe(successor);
        await RefreshedAsync(successor!);
    }

    [Fact]
    public async Task A_token_spent_longer_ago_is_theft_and_ends_the_session_at_once()
    {
        var member = await App.NewMemberAsync();
        var elsewhere = await App.LogInAgainAsync(member);
        var tokens = await RefreshedAsync(member.RefreshToken);
        await App.AdvanceAsync(Leeway);

        await (await App.RefreshAsync(member.RefreshToken)).ShouldBeProblemAsync(401, "refresh_token_reused");

        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
        await (await BearerOf(tokens).CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
        await (await App.RefreshAsync(tokens.Text("refreshToken")!)).ShouldBeProblemAsync(401, "refresh_token_invalid");
        await (await App.RefreshAsync(member.RefreshToken)).ShouldBeProblemAsync(401, "refresh_token_invalid");
        await (await elsewhere.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);

        var reused = await App.QueryAsync(db => db.AuditEvents.SingleAsync(e => e.Type == "refresh_token_reused"));
        reused.SubjectId.ShouldBe(member.UserId);
        reused.SessionId!.Value.Value.ShouldBe(member.SessionId);
        reused.ActorId.ShouldBeNull("Nobody knows who that was.");
        (await App.QueryAsync(db => db.Sessions.SingleAsync(s => s.EndedAt != null))).EndReason.ShouldBe(SessionEnd.TokenReused);
    }

    [Fact]
    public async Task A_token_spent_twice_over_is_theft_even_within_the_leeway()
    {
        var member = await App.NewMemberAsync();
        var successor = (await RefreshedAsync(member.RefreshToken)).Text("refreshToken")!;
        var last = (await RefreshedAsync(successor)).Text("refreshToken")!;

        await (await App.RefreshAsync(member.RefreshToken)).ShouldBeProblemAsync(401, "refresh_token_reused");
        await (await App.RefreshAsync(last)).ShouldBeProblemAsync(401, "refresh_token_invalid");
    }

    [Fact]
    public async Task With_a_leeway_of_zero_every_second_use_is_theft()
    {
        await using var host = App.NewHost(("Auth:Sessions:RefreshLeewaySeconds", "0"));
        using var client = await host.StartAsync();
        var member = await App.NewMemberAsync();
        var tokens = await (await client.CallAsync(Call, new { refreshToken = member.RefreshToken })).ShouldBeAsync(200);

        await (await client.CallAsync(Call, new { refreshToken = member.RefreshToken })).ShouldBeProblemAsync(401, "refresh_token_reused");

        await (await client.CallAsync(Call, new { refreshToken = tokens.Text("refreshToken") })).ShouldBeProblemAsync(401, "refresh_token_invalid");
    }

    [Fact]
    public async Task With_a_leeway_of_zero_one_of_many_at_once_succeeds_and_the_session_ends()
    {
        await using var host = App.NewHost(("Auth:Sessions:RefreshLeewaySeconds", "0"));
        using var client = await host.StartAsync();
        var member = await App.NewMemberAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.CallAsync(Call, new { refreshToken = member.RefreshToken })));

        responses.Count(r => (int)r.StatusCode == 200).ShouldBe(1);
        responses.Count(r => (int)r.StatusCode == 401).ShouldBe(19);
        var tokens = await responses.Single(r => (int)r.StatusCode == 200).ShouldBeAsync(200);
        await (await client.CallAsync(Call, new { refreshToken = tokens.Text("refreshToken") })).ShouldBeProblemAsync(401, "refresh_token_invalid");
        (await App.QueryAsync(db => db.AuditEvents.CountAsync(e => e.Type == "refresh_token_reused"))).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_session_not_used_for_its_idle_time_ends()
    {
        var member = await App.NewMemberAsync();
        var other = await App.NewMemberAsync();

        await App.AdvanceAsync(Idle - Second);
        var successor = (await RefreshedAsync(member.RefreshToken)).Text("refreshToken")!;
        await App.AdvanceAsync(Second);

        await (await App.RefreshAsync(other.RefreshToken)).ShouldBeProblemAsync(401, "refresh_token_expired");
        await App.AdvanceAsync(Idle - Second - Second);
        successor = (await RefreshedAsync(successor)).Text("refreshToken")!;
        await App.AdvanceAsync(Idle);
        await (await App.RefreshAsync(successor)).ShouldBeProblemAsync(401, "refresh_token_expired");
    }

    [Fact]
    public async Task Use_does_not_move_the_absolute_end()
    {
        var member = await App.NewMemberAsync();
        var ends = App.Clock.GetUtcNow() + Absolute;
        var token = member.RefreshToken;
        while (ends - App.Clock.GetUtcNow() > Idle)
        {
            await App.AdvanceAsync(TimeSpan.FromDays(13));
            token = (await RefreshedAsync(token)).Text("refreshToken")!;
        }

        await App.AdvanceAsync(ends - App.Clock.GetUtcNow() - Second);
        var last = await RefreshedAsync(token);
        last.GetProperty("refreshExpiresIn").GetInt32().ShouldBe(1);
        await (await BearerOf(last).CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);

        await App.AdvanceAsync(Second);
        await (await App.RefreshAsync(last.Text("refreshToken")!)).ShouldBeProblemAsync(401, "refresh_token_expired");
        await (await BearerOf(last).CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
    }

    [Fact]
    public async Task A_truncated_lengthened_or_altered_token_is_refused_and_nothing_is_written_but_the_count()
    {
        var member = await App.NewMemberAsync();
        var token = (await RefreshedAsync(member.RefreshToken)).Text("refreshToken")!;
        var before = await StateAsync();
        List<string> wrong = ["", " ", "x", token[..^1], token[..^4], token[1..], token[4..], $"{token}A", $"{token}AAAA", $"{token}=", $" {token}", $"{token}\n", token + token, member.AccessToken, new('A', token.Length), new('A', 20_000)];
        for (var i = 0; i < token.Length; i++)
            wrong.Add($"{token[..i]}{(token[i] == 'A' ? 'B' : 'A')}{token[(i + 1)..]}");

        foreach (var one in wrong)
            await (await App.RefreshAsync(one)).ShouldBeProblemAsync(401, "refresh_token_invalid");

        (await StateAsync()).ShouldBe(before);
        await RefreshedAsync(token);
    }

    [Fact]
    public async Task A_token_made_without_the_servers_key_or_without_the_sessions_nonce_is_refused()
    {
        var member = await App.NewMemberAsync();
        var session = await App.QueryAsync(db => db.Sessions.SingleAsync());
        var before = await StateAsync();
        var ours = App.Host.Services.GetRequiredService<IRefreshTokens>();
        var foreign = new RefreshTokens(ForeignSecrets());
        ours.Make(session.Id, 0, session.Nonce).Reveal().ShouldBe(member.RefreshToken);
        string[] forged =
        [
            foreign.Make(session.Id, 0, session.Nonce).Reveal(),
            ours.Make(session.Id, 0, ours.NewNonce()).Reveal(),
            ours.Make(SessionId.New(App.Clock.GetUtcNow()), 0, session.Nonce).Reveal(),
            ours.Make(session.Id, 1, session.Nonce).Reveal(),
            ours.Make(session.Id, -1, ours.NewNonce()).Reveal(),
            // The foreign token with our key's id, which is no secret: only its MAC is wrong.
            string.Concat(member.RefreshToken.AsSpan(0, 32), foreign.Make(session.Id, 0, session.Nonce).Reveal().AsSpan(32)),
        ];

        foreach (var one in forged)
            await (await App.RefreshAsync(one)).ShouldBeProblemAsync(401, "refresh_token_invalid");

        (await StateAsync()).ShouldBe(before);
        await RefreshedAsync(member.RefreshToken);
    }

    private static KeptSecrets ForeignSecrets()
    {
        var secrets = new KeptSecrets(TimeProvider.System);
        secrets.Replace([new KeptSecret(SecretPurpose.RefreshTokens, "0a0b0c0d", DateTimeOffset.UnixEpoch, System.Security.Cryptography.RandomNumberGenerator.GetBytes(MasterKey.Length))]);
        return secrets;
    }

    [Fact]
    public async Task Ones_own_MAC_does_not_open_another_session_or_generation()
    {
        var one = await App.NewMemberAsync();
        var other = await App.NewMemberAsync();
        const int macStart = 25 * 4 / 3 - 1;

        await (await App.RefreshAsync(string.Concat(other.RefreshToken.AsSpan(0, macStart), one.RefreshToken.AsSpan(macStart)))).ShouldBeProblemAsync(401, "refresh_token_invalid");
        await RefreshedAsync(one.RefreshToken);
        await RefreshedAsync(other.RefreshToken);
    }

    [Fact]
    public async Task A_missing_token_is_named() =>
        await (await App.Client.CallAsync(Call, new { })).ShouldRefuseFieldsAsync("refreshToken");

    [Fact]
    public async Task Every_generation_of_a_session_that_ended_stays_refused()
    {
        var member = await App.NewMemberAsync();
        List<string> tokens = [member.RefreshToken];
        for (var i = 0; i < 3; i++)
            tokens.Add((await RefreshedAsync(tokens[^1])).Text("refreshToken")!);
        await (await App.Client.CallAsync("POST /api/v1/auth/logout", new { refreshToken = tokens[^1] })).ShouldBeAsync(204);

        foreach (var token in tokens)
            await (await App.RefreshAsync(token)).ShouldBeProblemAsync(401, "refresh_token_invalid");
        await App.AdvanceAsync(Leeway);
        foreach (var token in tokens)
            await (await App.RefreshAsync(token)).ShouldBeProblemAsync(401, "refresh_token_invalid");
    }

    [Fact]
    public async Task What_is_spent_stays_spent_and_what_is_current_stays_good_after_a_restart()
    {
        var member = await App.NewMemberAsync();
        var other = await App.NewMemberAsync();
        var tokens = await RefreshedAsync(member.RefreshToken);
        await App.AdvanceAsync(Leeway);

        await using var host = App.NewHost();
        using var client = await host.StartAsync();

        await (await client.CallAsync(Call, new { refreshToken = other.RefreshToken })).ShouldBeAsync(200);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
        await (await client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
        await (await client.CallAsync(Call, new { refreshToken = member.RefreshToken })).ShouldBeProblemAsync(401, "refresh_token_reused");
        await (await client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
    }

    [Theory]
    [InlineData("logout")]
    [InlineData("end others")]
    [InlineData("suspension")]
    [InlineData("withdrawal")]
    [InlineData("password change")]
    public async Task A_refresh_that_races_the_end_of_its_session_leaves_nothing_alive(string end)
    {
        var administrator = await App.NewAdministratorAsync();
        for (var round = 0; round < 10; round++)
        {
            var elsewhere = await App.NewMemberAsync();
            var member = await App.LogInAgainAsync(elsewhere);

            var refreshes = Enumerable.Range(0, 4).Select(_ => App.RefreshAsync(member.RefreshToken)).ToList();
            var ending = EndAsync(end, elsewhere, member, administrator);
            refreshes.AddRange(Enumerable.Range(0, 4).Select(_ => App.RefreshAsync(member.RefreshToken)));
            ((int)(await ending).StatusCode).ShouldBeInRange(200, 204);
            var responses = await Task.WhenAll(refreshes);
            if (end == "suspension")
                await (await AuthApp.ChangeAsync(administrator, member.Id, new { status = "active" })).ShouldBeAsync(200);

            foreach (var response in responses)
            {
                ((int)response.StatusCode).ShouldBeOneOf(200, 401);
                if (!response.IsSuccessStatusCode)
                    continue;
                var tokens = await response.ShouldBeAsync(200);
                await (await BearerOf(tokens).CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
                await (await App.RefreshAsync(tokens.Text("refreshToken")!)).ShouldBeProblemAsync(401, "refresh_token_invalid");
            }

            await (await App.RefreshAsync(member.RefreshToken)).ShouldBeProblemAsync(401, "refresh_token_invalid");
        }
    }

    private Task<HttpResponseMessage> EndAsync(string end, Member elsewhere, Member member, Member administrator) => end switch
    {
        "logout" => App.Client.CallAsync("POST /api/v1/auth/logout", new { refreshToken = member.RefreshToken }),
        "end others" => elsewhere.Client.CallAsync("DELETE /api/v1/users/me/sessions"),
        "suspension" => AuthApp.ChangeAsync(administrator, member.Id, new { status = "suspended" }),
        "withdrawal" => AuthApp.WithdrawAsync(elsewhere),
        _ => elsewhere.Client.CallAsync("PUT /api/v1/users/me/password", new { currentPassword = AuthApp.Password, newPassword = "an entirely new password" }),
    };

    private async Task<JsonElement> RefreshedAsync(string refreshToken) => await (await App.RefreshAsync(refreshToken)).ShouldBeAsync(200);

    private HttpClient BearerOf(JsonElement tokens)
    {
        var client = App.Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
        return client;
    }

    /// <summary>What a refused token must leave as it was.</summary>
    private Task<string> StateAsync() => App.QueryAsync(async db => JsonSerializer.Serialize(new
    {
        Sessions = await db.Sessions.OrderBy(s => s.Id).ToListAsync(),
        Events = await db.AuditEvents.CountAsync(),
    }));
}
