using System.Net.Http.Headers;
using Auth.Domain.Credentials;
using Auth.IntegrationTests.Edge;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Sessions;

public sealed class LoginTests(AuthApp app) : AuthTest(app)
{
    private const int FailuresPerAccount = 10;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    [Theory]
    [InlineData("alice")]
    [InlineData("ALICE")]
    [InlineData("alice@example.com")]
    [InlineData("Alice@Example.COM")]
    public async Task Somebody_logs_in_by_username_or_email_in_any_case(string login)
    {
        await (await App.RegisterAsync(App.FullRegistration("alice"))).ShouldBeAsync(201);

        var response = await App.LoginAsync(login);

        var tokens = await response.ShouldBeAsync(200);
        tokens.EnumerateObject().Select(p => p.Name).ShouldBe(
            ["tokenType", "accessToken", "expiresIn", "refreshToken", "refreshExpiresIn", "sessionId"], ignoreOrder: true);
        tokens.Text("tokenType").ShouldBe("Bearer");
        tokens.GetProperty("expiresIn").GetInt32().ShouldBe(600);
        tokens.GetProperty("refreshExpiresIn").GetInt32().ShouldBe((int)TimeSpan.FromDays(14).TotalSeconds);
        tokens.GetProperty("sessionId").GetGuid().Version.ShouldBe(7);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task A_login_past_the_number_of_sessions_ends_the_one_used_longest_ago()
    {
        await using var host = App.NewHost(("Auth:Sessions:MostPerUser", "2"));
        using var client = await host.StartAsync();
        var oldest = await App.NewMemberAsync();
        await App.AdvanceAsync(TimeSpan.FromMinutes(1));
        var middle = await App.LogInAgainAsync(oldest);
        await App.AdvanceAsync(TimeSpan.FromMinutes(1));

        await (await client.CallAsync("POST /api/v1/auth/login", new { username = oldest.Username, password = AuthApp.Password })).ShouldBeAsync(200);

        await (await oldest.Client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
        await (await App.RefreshAsync(oldest.RefreshToken)).ShouldBeProblemAsync(401, "refresh_token_invalid");
        await (await middle.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Guesses_at_a_name_that_is_somebodys_id_do_not_count_against_them()
    {
        var member = await App.NewMemberAsync();
        for (var i = 0; i < 11; i++)
            await App.LoginAsync(member.Id.ToString(), "not the password");

        await (await App.LoginAsync(member.Username)).ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_login_is_noted_with_its_time_and_makes_a_session_of_its_own()
    {
        var member = await App.NewMemberAsync();
        await App.AdvanceAsync(TimeSpan.FromSeconds(7));
        var again = await App.LogInAgainAsync(member);

        again.SessionId.ShouldNotBe(member.SessionId);
        var user = await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
        user.GetProperty("lastLoginAt").GetDateTimeOffset().ShouldBe(App.Clock.GetUtcNow());
    }

    [Fact]
    public async Task The_access_token_says_who_where_and_how_long()
    {
        var member = await App.NewMemberAsync();

        var token = Jwt.Read(member.AccessToken);

        token.Header.EnumerateObject().Select(p => p.Name).ShouldBe(["alg", "kid", "typ"], ignoreOrder: true);
        token.Header.Text("alg").ShouldBe("ES256");
        token.Header.Text("typ").ShouldBe("at+jwt");
        token.Header.Text("kid").ShouldNotBeNullOrEmpty();
        var now = App.Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = token.Claims;
        claims.EnumerateObject().Select(p => p.Name).ShouldBe(
            ["iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp", "auth_time", "amr", "role", "username"], ignoreOrder: true);
        claims.Text("iss").ShouldBe("http://localhost:5080");
        claims.Text("aud").ShouldBe("auth");
        claims.GetProperty("sub").GetGuid().ShouldBe(member.Id);
        claims.GetProperty("sid").GetGuid().ShouldBe(member.SessionId);
        claims.GetProperty("iat").GetInt64().ShouldBe(now);
        claims.GetProperty("nbf").GetInt64().ShouldBe(now);
        claims.GetProperty("exp").GetInt64().ShouldBe(now + 600);
        claims.GetProperty("auth_time").GetInt64().ShouldBe(now);
        claims.GetProperty("amr").EnumerateArray().Select(a => a.GetString()).ShouldBe(["pwd"]);
        claims.Text("role").ShouldBe("member");
        claims.Text("username").ShouldBe(member.Username);
        Jwt.Read((await App.LogInAgainAsync(member)).AccessToken).Claims.Text("jti").ShouldNotBe(claims.Text("jti"));
    }

    [Fact]
    public async Task Nobody_can_tell_an_unknown_name_from_a_wrong_password()
    {
        await (await App.RegisterAsync(App.FullRegistration("alice"))).ShouldBeAsync(201);

        var known = await (await App.LoginAsync("alice", "not the password")).DescribeAsync();

        known.ShouldContain("invalid_credentials");
        foreach (var (name, password) in new[]
        {
            ("nobody", "not the password"), ("nobody", AuthApp.Password), ("nobody@example.com", "not the password"), ("alice@example.com", "not the password"),
            ("no such name at all", "not the password"), (new string('x', 5000), "not the password"), ("alice", "x"), ("alice", new string('p', 20_000)),
            ("nobody", new string('p', 20_000)), ("al\0ice", "not the password"), ("\u212Aelvin", "not the password"),
        })
            (await (await App.LoginAsync(name, password)).DescribeAsync()).ShouldBe(known);
    }

    [Fact]
    public async Task A_suspension_shows_only_after_the_right_password()
    {
        var administrator = await App.NewAdministratorAsync();
        var member = await App.NewMemberAsync();
        await (await AuthApp.ChangeAsync(administrator, member.Id, new { status = "suspended" })).ShouldBeAsync(200);

        var wrong = await (await App.LoginAsync(member.Username, "not the password")).DescribeAsync();
        wrong.ShouldBe(await (await App.LoginAsync("nobody", "not the password")).DescribeAsync());
        await (await App.LoginAsync(member.Username)).ShouldBeProblemAsync(403, "account_suspended");
        (await App.QueryAsync(db => db.Sessions.CountAsync(s => s.UserId == member.UserId && s.EndedAt == null))).ShouldBe(0);
    }

    [Theory]
    [InlineData("alice", null, "password")]
    [InlineData("alice", "", "password")]
    [InlineData(null, "a password", "username")]
    [InlineData("", "a password", "username")]
    public async Task A_missing_field_is_named(string? username, string? password, string field)
    {
        var body = new Dictionary<string, string>();
        if (username is not null)
            body["username"] = username;
        if (password is not null)
            body["password"] = password;

        await (await App.Client.CallAsync("POST /api/v1/auth/login", body)).ShouldRefuseFieldsAsync(field);
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("nobody")]
    public async Task After_ten_wrong_passwords_even_the_right_one_waits_until_the_window_ends_by_itself(string username)
    {
        await (await App.RegisterAsync(App.Registration("alice"))).ShouldBeAsync(201);
        await GuessAsync(FailuresPerAccount, username);

        var refused = await App.LoginAsync(username);
        await refused.ShouldBeProblemAsync(429, "too_many_attempts");
        refused.Headers.RetryAfter!.Delta.ShouldBe(Window);

        await App.AdvanceAsync(Window - TimeSpan.FromSeconds(1));
        var stillRefused = await App.LoginAsync(username);
        await stillRefused.ShouldBeProblemAsync(429, "too_many_attempts");
        stillRefused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));

        await App.AdvanceAsync(TimeSpan.FromSeconds(1));
        await (await App.LoginAsync(username)).ShouldBeAsync(username == "alice" ? 200 : 401);
    }

    [Fact]
    public async Task The_refusal_does_not_tell_whether_the_account_exists()
    {
        await (await App.RegisterAsync(App.Registration("alice"))).ShouldBeAsync(201);
        await GuessAsync(FailuresPerAccount, "alice");
        await GuessAsync(FailuresPerAccount, "nobody");

        (await (await App.LoginAsync("alice")).DescribeAsync()).ShouldBe(await (await App.LoginAsync("nobody")).DescribeAsync());
    }

    [Fact]
    public async Task A_right_login_forgets_the_failures_before_it()
    {
        await (await App.RegisterAsync(App.Registration("alice"))).ShouldBeAsync(201);
        for (var round = 0; round < 3; round++)
        {
            await GuessAsync(FailuresPerAccount - 1, "alice");
            await (await App.LoginAsync("alice")).ShouldBeAsync(200);
        }

        await GuessAsync(FailuresPerAccount, "alice");
        await (await App.LoginAsync("alice")).ShouldBeProblemAsync(429, "too_many_attempts");
    }

    [Fact]
    public async Task The_username_in_any_case_and_the_email_share_one_count()
    {
        await (await App.RegisterAsync(App.FullRegistration("alice"))).ShouldBeAsync(201);
        await GuessAsync(3, "alice");
        await GuessAsync(3, "ALICE");
        await GuessAsync(2, "alice@example.com");
        await GuessAsync(2, "ALICE@Example.com");

        foreach (var name in new[] { "alice", "Alice", "alice@example.com", "Alice@example.com" })
            await (await App.LoginAsync(name)).ShouldBeProblemAsync(429, "too_many_attempts");
    }

    [Fact]
    public async Task An_unknown_name_has_one_count_in_any_case()
    {
        await GuessAsync(5, "nobody");
        await GuessAsync(5, "NOBODY");

        await (await App.LoginAsync("Nobody", "not the password")).ShouldBeProblemAsync(429, "too_many_attempts");
    }

    [Fact]
    public async Task Guesses_from_elsewhere_do_not_lock_the_owner_out_nor_end_their_session()
    {
        var member = await App.NewMemberAsync();
        using var attacker = App.ClientFrom("127.0.0.66");
        for (var i = 0; i < FailuresPerAccount; i++)
            await (await attacker.CallAsync("POST /api/v1/auth/login", new { username = member.Username, password = "not the password" })).ShouldBeAsync(401);

        await (await attacker.CallAsync("POST /api/v1/auth/login", new { username = member.Username, password = AuthApp.Password }))
            .ShouldBeProblemAsync(429, "too_many_attempts");
        await (await App.LoginAsync(member.Username)).ShouldBeAsync(200);
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
        await (await App.RefreshAsync(member.RefreshToken)).ShouldBeAsync(200);
    }

    [Fact]
    public async Task One_network_cannot_try_a_few_passwords_on_very_many_accounts()
    {
        await using var host = App.NewHost(("Auth:Throttling:FailuresPerNetwork", "12"));
        using var client = await host.StartAsync();
        for (var i = 0; i < 12; i++)
            await (await client.CallAsync("POST /api/v1/auth/login", new { username = $"victim{i}", password = "spring2026" })).ShouldBeAsync(401);

        await (await client.CallAsync("POST /api/v1/auth/login", new { username = "victim12", password = "spring2026" })).ShouldBeProblemAsync(429, "too_many_attempts");
    }

    [Fact]
    public async Task Right_logins_do_not_use_up_the_networks_share()
    {
        await using var host = App.NewHost(("Auth:Throttling:FailuresPerNetwork", "5"));
        using var client = await host.StartAsync();
        var member = await App.NewMemberAsync();
        for (var i = 0; i < 8; i++)
            await (await client.CallAsync("POST /api/v1/auth/login", new { username = member.Username, password = AuthApp.Password })).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Sixty_right_logins_at_once_all_succeed()
    {
        await (await App.RegisterAsync(App.Registration("alice"))).ShouldBeAsync(201);

        var responses = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => App.LoginAsync("alice")));

        var sessions = new HashSet<string>();
        foreach (var response in responses)
            sessions.Add((await response.ShouldBeAsync(200)).Text("sessionId")!);
        sessions.Count.ShouldBe(60);
    }

    [Fact]
    public async Task Guesses_at_once_do_not_pass_under_the_limit()
    {
        await (await App.RegisterAsync(App.FullRegistration("alice"))).ShouldBeAsync(201);
        string[] spellings = ["alice", "Alice", "alice@example.com", "ALICE@EXAMPLE.COM"];

        var responses = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => App.LoginAsync(spellings[i % 4], $"guess number {i}")));

        responses.Count(r => (int)r.StatusCode == 401).ShouldBe(FailuresPerAccount);
        responses.Count(r => (int)r.StatusCode == 429).ShouldBe(30);
    }

    [Fact]
    public async Task The_count_holds_on_every_node_and_over_a_restart()
    {
        await (await App.RegisterAsync(App.Registration("alice"))).ShouldBeAsync(201);
        await GuessAsync(FailuresPerAccount, "alice");

        await using var host = App.NewHost();
        using var client = await host.StartAsync();

        await (await client.CallAsync("POST /api/v1/auth/login", new { username = "alice", password = AuthApp.Password })).ShouldBeProblemAsync(429, "too_many_attempts");
    }

    [Theory]
    [InlineData('a')]
    [InlineData('b')]
    [InlineData('y')]
    public async Task A_bare_hash_of_the_original_program_logs_in_once_and_is_replaced_at_once(char revision)
    {
        var member = await App.NewMemberAsync();
        var bare = BCrypt.Net.BCrypt.HashPassword("original secret", BCrypt.Net.BCrypt.GenerateSalt(5, revision));
        await App.WithDatabaseAsync(db => db.Credentials.ExecuteUpdateAsync(set => set
            .SetProperty(c => c.Scheme, PasswordScheme.BCrypt).SetProperty(c => c.Cost, 5).SetProperty(c => c.PepperId, (string?)null).SetProperty(c => c.Hash, bare)));

        await (await App.LoginAsync(member.Username, "another secret")).ShouldBeProblemAsync(401, "invalid_credentials");
        (await App.QueryAsync(db => db.Credentials.SingleAsync())).Hash.ShouldBe(bare);
        await (await App.LoginAsync(member.Username, "original secret\0 and more")).ShouldBeProblemAsync(401, "invalid_credentials");
        await (await App.LoginAsync(member.Username, "original secret")).ShouldBeAsync(200);

        var replaced = await App.QueryAsync(db => db.Credentials.SingleAsync());
        replaced.Scheme.ShouldBe(PasswordScheme.BCryptHmacSha384);
        replaced.Cost.ShouldBe(4);
        replaced.PepperId.ShouldNotBeNullOrEmpty();
        replaced.Hash.ShouldNotBe(bare);
        await (await App.LoginAsync(member.Username, "original secret")).ShouldBeAsync(200);
        await (await App.LoginAsync(member.Username, "another secret")).ShouldBeProblemAsync(401, "invalid_credentials");
        (await App.QueryAsync(db => db.Credentials.SingleAsync())).Hash.ShouldBe(replaced.Hash);
        await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a hash")]
    [InlineData("$2b$05$tooshort")]
    public async Task A_damaged_hash_lets_nobody_in(string damaged)
    {
        var member = await App.NewMemberAsync();
        foreach (var scheme in Enum.GetValues<PasswordScheme>())
        {
            await App.WithDatabaseAsync(db => db.Credentials.ExecuteUpdateAsync(set => set.SetProperty(c => c.Scheme, scheme).SetProperty(c => c.Hash, damaged)));

            await (await App.LoginAsync(member.Username)).ShouldBeProblemAsync(401, "invalid_credentials");
            await (await App.LoginAsync(member.Username, damaged.PadRight(1))).ShouldBeProblemAsync(401, "invalid_credentials");
        }
    }

    [Fact]
    public async Task A_hash_of_an_older_cost_is_replaced()
    {
        var member = await App.NewMemberAsync();
        await using var host = App.NewHost(("Auth:Passwords:Cost", "6"));
        using var client = await host.StartAsync();

        await (await client.CallAsync("POST /api/v1/auth/login", new { username = member.Username, password = AuthApp.Password })).ShouldBeAsync(200);

        var replaced = await App.QueryAsync(db => db.Credentials.SingleAsync());
        replaced.Cost.ShouldBe(6);
        replaced.Hash.ShouldStartWith("$2b$06$");
    }

    [Fact]
    public async Task No_login_outlives_a_suspension_however_they_race()
    {
        var administrator = await App.NewAdministratorAsync();
        for (var round = 0; round < 12; round++)
        {
            var member = await App.NewMemberAsync();

            var logins = Enumerable.Range(0, 6).Select(_ => App.LoginAsync(member.Username)).ToList();
            var suspension = AuthApp.ChangeAsync(administrator, member.Id, new { status = "suspended" });
            logins.AddRange(Enumerable.Range(0, 6).Select(_ => App.LoginAsync(member.Username)));
            await (await suspension).ShouldBeAsync(200);
            var responses = await Task.WhenAll(logins);

            // Active again, only a session that ended with the suspension stays refused.
            await (await AuthApp.ChangeAsync(administrator, member.Id, new { status = "active" })).ShouldBeAsync(200);
            foreach (var login in responses)
            {
                ((int)login.StatusCode).ShouldBeOneOf(200, 401, 403);
                if (login.IsSuccessStatusCode)
                    await ShouldBeOverAsync(await login.ShouldBeAsync(200));
            }
        }
    }

    [Fact]
    public async Task No_login_outlives_a_withdrawal_however_they_race()
    {
        for (var round = 0; round < 8; round++)
        {
            var member = await App.NewMemberAsync();

            var logins = Enumerable.Range(0, 4).Select(_ => App.LoginAsync(member.Username)).ToList();
            var withdrawal = AuthApp.WithdrawAsync(member);
            logins.AddRange(Enumerable.Range(0, 4).Select(_ => App.LoginAsync(member.Username)));
            await (await withdrawal).ShouldBeAsync(204);

            foreach (var login in await Task.WhenAll(logins))
            {
                ((int)login.StatusCode).ShouldBeOneOf(200, 401);
                if (login.IsSuccessStatusCode)
                    await ShouldBeOverAsync(await login.ShouldBeAsync(200));
            }

            (await App.QueryAsync(db => db.Sessions.AnyAsync(s => s.UserId == member.UserId))).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Neither_password_nor_tokens_are_in_the_logs()
    {
        var member = await App.NewMemberAsync();
        await (await App.LoginAsync(member.Username, "zanzibar guess")).ShouldBeAsync(401);

        foreach (var secret in new[] { "zanzibar", AuthApp.Password, member.AccessToken, member.RefreshToken })
            App.Host.Logs.Lines.ShouldNotContain(line => line.Contains(secret, StringComparison.Ordinal));
    }

    private async Task ShouldBeOverAsync(System.Text.Json.JsonElement tokens)
    {
        using var client = App.Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("accessToken"));
        await (await client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
        await (await App.RefreshAsync(tokens.Text("refreshToken")!)).ShouldBeProblemAsync(401, "refresh_token_invalid");
    }

    private async Task GuessAsync(int times, string username)
    {
        for (var i = 0; i < times; i++)
            await (await App.LoginAsync(username, $"wrong guess {i}")).ShouldBeProblemAsync(401, "invalid_credentials");
    }
}
