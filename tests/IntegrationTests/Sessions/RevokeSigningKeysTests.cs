using System.Security.Cryptography;
using System.Text.Json;
using Auth.Application.Sessions;
using Auth.Domain.Common;
using Auth.Infrastructure.Tokens;
using Auth.IntegrationTests.Pages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Auth.IntegrationTests.Sessions;

/// <summary>The command runs in a host of its own, as in an emergency, and the nodes have looked at the keys before it and not after.</summary>
public sealed class RevokeSigningKeysTests(AuthApp app) : AuthTest(app), IAsyncLifetime
{
    private const string Me = "GET /api/v1/users/me";

    private readonly AuthHost node = app.NewHost();
    private readonly AuthHost command = app.NewHost();
    private HttpClient there = null!;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await command.StartAsync();
        await App.AdvanceAsync(TimeSpan.Zero);
        there = await node.StartAsync();
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await node.DisposeAsync();
        await command.DisposeAsync();
    }

    [Fact]
    public async Task Every_node_refuses_a_token_of_a_revoked_key_at_once()
    {
        var member = await App.NewMemberAsync();
        await (await there.WithTokenAsync(Me, member.AccessToken)).ShouldBeAsync(200);

        var revoked = await RevokeAsync();

        revoked.KeyIds.ShouldContain(member.KeyId);
        Ring(node).Has(member.KeyId).ShouldBeTrue("The node has not read the keys since; the database knows better.");
        foreach (var client in new[] { there, App.Client })
        {
            await (await client.WithTokenAsync(Me, member.AccessToken)).ShouldBeProblemAsync(401, "token_invalid");
            (await client.PublishedKeysAsync()).ShouldBe([revoked.SuccessorId!]);
            await (await client.WithTokenAsync(Me, member.AccessToken)).ShouldBeProblemAsync(401, "token_invalid");
        }
    }

    [Fact]
    public async Task A_session_goes_on_with_a_token_of_the_new_key_from_whichever_node()
    {
        var member = await App.NewMemberAsync();
        var revoked = await RevokeAsync();

        var tokens = await (await App.RefreshAsync(member.RefreshToken)).ShouldBeAsync(200);

        var token = tokens.Text("accessToken")!;
        Jwt.Read(token).Header.Text("kid").ShouldBe(revoked.SuccessorId);
        Ring(node).Has(revoked.SuccessorId!).ShouldBeFalse("The node meets the new key in this token.");
        foreach (var client in new[] { there, App.Client })
            await (await client.WithTokenAsync(Me, token)).ShouldBeAsync(200);
        Jwt.Read(token).IsSignedBy((await (await there.CallAsync("GET /.well-known/jwks.json")).ShouldBeAsync(200)).GetProperty("keys")[0]).ShouldBeTrue();
    }

    [Fact]
    public async Task A_login_at_that_moment_gets_a_token_of_the_new_key_too()
    {
        var member = await App.NewMemberAsync();
        var revoked = await RevokeAsync();

        var again = await App.LogInAgainAsync(member);

        again.KeyId.ShouldBe(revoked.SuccessorId);
        await (await there.WithTokenAsync(Me, again.AccessToken)).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Fifty_people_who_meet_the_new_key_on_a_node_at_once_are_all_let_in()
    {
        var member = await App.NewMemberAsync();
        await RevokeAsync();
        var again = await App.LogInAgainAsync(member);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => there.WithTokenAsync(Me, again.AccessToken)));

        answers.ShouldAllBe(a => (int)a.StatusCode == 200);
    }

    [Fact]
    public async Task A_browser_gets_a_new_token_by_the_way_and_stays_logged_in()
    {
        var member = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        using var elsewhere = new PageClient(there.BaseAddress!, followsRedirects: true);
        elsewhere.Cookies.Add(browser.Cookies.GetAllCookies());
        var revoked = await RevokeAsync();
        Ring(node).Has(member.KeyId).ShouldBeTrue();

        var page = await elsewhere.GetAsync("/account");

        page.Address.ShouldBe("/account");
        page.Html.ShouldContain(member.Username);
        Jwt.Read(elsewhere.Cookies.GetAllCookies().Single(c => c.Name == "auth-access").Value).Header.Text("kid").ShouldBe(revoked.SuccessorId);
    }

    /// <summary>They have the private key, and a node that has not looked since: whatever they write into the token, the header's key decides.</summary>
    [Fact]
    public async Task Who_stole_the_key_can_do_nothing_with_it_not_even_log_somebody_out()
    {
        var member = await App.NewMemberAsync();
        var stolen = Ring(node).Signer();
        var revoked = await RevokeAsync();
        var good = Jwt.Read(member.AccessToken);
        var claims = good.Claims.Deserialize<Dictionary<string, object>>()!;
        claims["kid"] = revoked.SuccessorId!;
        var forged = Jwt.Make(good.Header, claims, s => stolen.Security.ECDsa.SignData(s, HashAlgorithmName.SHA256));

        await (await there.WithTokenAsync("POST /api/v1/auth/logout", forged)).ShouldBeAsync(204);
        await (await there.WithTokenAsync(Me, forged)).ShouldBeProblemAsync(401, "token_invalid");

        await (await App.RefreshAsync(member.RefreshToken)).ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_key_that_does_not_sign_can_be_revoked_alone()
    {
        var member = await App.NewMemberAsync();
        var waiting = (await command.AsHostAsync(new RotateSigningKey())).Value;

        var revoked = await RevokeAsync(waiting.KeyId);

        revoked.KeyIds.ShouldBe([waiting.KeyId]);
        revoked.SuccessorId.ShouldBeNull();
        await (await there.WithTokenAsync(Me, member.AccessToken)).ShouldBeAsync(200);
    }

    [Fact]
    public async Task An_unknown_key_is_not_found_and_nothing_changes()
    {
        var before = await App.QueryAsync(db => db.SigningKeys.Select(k => k.Id).ToListAsync());

        (await command.AsHostAsync(new RevokeSigningKeys("unknown"))).Error.ShouldBe(CommonErrors.NotFound);

        (await App.QueryAsync(db => db.SigningKeys.Select(k => k.Id).ToListAsync())).ShouldBe(before);
        (await App.QueryAsync(db => db.AuditEvents.AnyAsync(e => e.Type == "signing_key_revoked"))).ShouldBeFalse();
    }

    [Fact]
    public async Task It_is_in_the_trail_as_an_act_of_the_host()
    {
        var revoked = await RevokeAsync();

        var lines = await App.QueryAsync(db => db.AuditEvents.Where(e => e.Type == "signing_key_revoked").ToListAsync());

        lines.Count.ShouldBe(revoked.KeyIds.Count);
        lines.ShouldAllBe(l => l.ActorId == null && l.SubjectId == null && l.Address == null);
    }

    /// <summary>Strangers can name keys that are nobody's; that asks the database now and then, and never for what cannot be an id.</summary>
    [Fact]
    public async Task Unknown_keys_in_tokens_do_not_keep_the_database_busy()
    {
        var ring = Ring(node);
        var member = await App.NewMemberAsync();
        await RevokeAsync();

        (await ring.LearnAsync(new string('x', 42), TestContext.Current.CancellationToken)).ShouldBeFalse();
        (await ring.LearnAsync(null, TestContext.Current.CancellationToken)).ShouldBeFalse();
        ring.Has(member.KeyId).ShouldBeTrue("Nothing has been read.");
        (await ring.LearnAsync(new string('x', 43), TestContext.Current.CancellationToken)).ShouldBeFalse();
        ring.Has(member.KeyId).ShouldBeFalse("The keys have been read.");
        var successor = (await RevokeAsync()).SuccessorId!;
        (await ring.LearnAsync(successor, TestContext.Current.CancellationToken)).ShouldBeFalse("Not again within a moment.");
    }

    [Fact]
    public async Task A_key_that_somebody_else_has_had_read_meanwhile_is_known()
    {
        await App.NewMemberAsync();
        var successor = (await RevokeAsync()).SuccessorId!;

        (await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Ring(node).LearnAsync(successor, TestContext.Current.CancellationToken)))).ShouldAllBe(known => known);
        (await Ring(node).LearnAsync(successor, TestContext.Current.CancellationToken)).ShouldBeTrue();
    }

    private static SigningKeyRing Ring(AuthHost host) => host.Services.GetRequiredService<SigningKeyRing>();

    private async Task<RevokedSigningKeys> RevokeAsync(string? key = null) => (await command.AsHostAsync(new RevokeSigningKeys(key))).Value;
}
