using Auth.Application.Common;
using Auth.Application.Sessions;
using Auth.Domain.Common;
using Auth.Domain.Users;
using Auth.Infrastructure.Tokens;
using Auth.IntegrationTests.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Auth.IntegrationTests.Sessions;

public sealed class RotateSigningKeyTests(AuthApp app) : AuthTest(app)
{
    private static readonly (string, string)[] FiveMinutesAhead = [("Auth:SigningKeyPublishAheadMinutes", "5")];
    private static readonly TimeSpan PublishAhead = TimeSpan.FromDays(1);

    [Fact]
    public async Task The_next_key_is_published_at_once_and_signs_a_day_later()
    {
        var next = await RotateAsync();
        next.ActiveFrom.ShouldBe(App.Clock.GetUtcNow() + PublishAhead);
        await App.AdvanceAsync(TimeSpan.Zero);
        (await App.Client.PublishedKeysAsync()).ShouldContain(next.KeyId);
        var earlier = await App.NewMemberAsync();
        earlier.KeyId.ShouldNotBe(next.KeyId);

        await App.AdvanceAsync(PublishAhead - TimeSpan.FromSeconds(1));
        var before = await App.LogInAgainAsync(earlier);
        before.KeyId.ShouldNotBe(next.KeyId);
        await App.AdvanceAsync(TimeSpan.FromSeconds(1));
        var after = await App.LogInAgainAsync(earlier);
        after.KeyId.ShouldBe(next.KeyId);

        foreach (var member in new[] { before, after })
            await (await member.Client.CallAsync("GET /api/v1/users/me")).ShouldBeAsync(200);
        await App.AdvanceAsync(TimeSpan.FromMinutes(12));
        (await App.Client.PublishedKeysAsync()).ShouldNotContain(before.KeyId);
    }

    [Fact]
    public async Task While_a_key_waits_no_further_one_is_made()
    {
        var next = await RotateAsync();
        var again = (await App.Host.AsHostAsync(new RotateSigningKey())).Value;

        again.ShouldBe(next with { IsNew = false });
        await App.AdvanceAsync(PublishAhead);
    }

    [Fact]
    public async Task Eight_operators_at_once_make_one_key()
    {
        await RotateAsync(); // So that none waits, and the others can begin from there.
        await App.AdvanceAsync(PublishAhead);

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => App.Host.AsHostAsync(new RotateSigningKey()))));

        made.Select(m => m.Value.KeyId).Distinct().ShouldHaveSingleItem();
        made.Count(m => m.Value.IsNew).ShouldBe(1);
        await App.AdvanceAsync(PublishAhead);
    }

    [Fact]
    public async Task No_token_is_refused_on_any_node_while_the_keys_change_under_load()
    {
        await using AuthHost one = App.NewHost(FiveMinutesAhead), two = App.NewHost(FiveMinutesAhead);
        HttpClient[] nodes = [await one.StartAsync(), await two.StartAsync()];
        var people = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => App.NewMemberAsync()));
        var rounds = new int[people.Length];
        using var stop = new CancellationTokenSource();
        var load = Task.WhenAll(people.Select((member, i) => Task.Run(() => UseAsync(nodes, member, rounds, i, stop.Token))));
        var signers = new HashSet<string>();

        for (var minute = 0; minute < 36; minute += 2)
        {
            if (minute % 18 == 0)
                (await RotateAsync(one)).IsNew.ShouldBeTrue();
            // What each node does twice a minute.
            foreach (var host in new[] { one, two })
                await host.Services.GetRequiredService<KeyUpkeep>().RunAsync(TestContext.Current.CancellationToken);
            signers.Add(one.Services.GetRequiredService<SigningKeyRing>().Signer().Key.Id);
            var before = rounds.ToArray();
            await Eventually.BecomesTrueAsync("everybody used a token", () => Task.FromResult(load.IsCompleted || rounds.Zip(before).All(r => r.First > r.Second)));
            App.Clock.Advance(TimeSpan.FromMinutes(2));
        }

        await stop.CancelAsync();
        await load;
        signers.Count.ShouldBe(3);
    }

    [Fact]
    public async Task It_is_in_the_trail_as_an_act_of_the_host()
    {
        await RotateAsync();

        var line = await App.QueryAsync(db => db.AuditEvents.SingleAsync(e => e.Type == "signing_key_rotated"));

        (line.ActorId, line.SubjectId, line.Address, line.Outcome).ShouldBe((null, null, null, "ok"));
        await App.AdvanceAsync(PublishAhead);
    }

    [Theory]
    [InlineData(Channel.Api)]
    [InlineData(Channel.Page)]
    public async Task Nobody_over_the_network_can(Channel channel)
    {
        await using var scope = App.Host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<RequestContext>().Channel = channel;
        var useCases = scope.ServiceProvider.GetRequiredService<IUseCases>();

        (await useCases.SendAsync(new RotateSigningKey(), TestContext.Current.CancellationToken)).Error.ShouldBe(CommonErrors.Forbidden);
        (await useCases.SendAsync(new RevokeSigningKeys(null), TestContext.Current.CancellationToken)).Error.ShouldBe(CommonErrors.Forbidden);
        (await useCases.SendAsync(new ListKeys(), TestContext.Current.CancellationToken)).Error.ShouldBe(CommonErrors.Forbidden);
    }

    /// <summary>Renews a session on one node and uses its token on all, over and over.</summary>
    private static async Task UseAsync(HttpClient[] nodes, Member member, int[] rounds, int place, CancellationToken stop)
    {
        for (var refresh = member.RefreshToken; !stop.IsCancellationRequested; rounds[place]++)
        {
            var tokens = await (await nodes[(place + rounds[place]) % nodes.Length].CallAsync("POST /api/v1/auth/refresh", new { refreshToken = refresh })).ShouldBeAsync(200);
            refresh = tokens.Text("refreshToken")!;
            foreach (var node in nodes)
                await (await node.WithTokenAsync("GET /api/v1/users/me", tokens.Text("accessToken")!)).ShouldBeAsync(200);
        }
    }

    /// <summary>Has a key made; one that waits from an earlier test takes over first.</summary>
    private async Task<NextSigningKey> RotateAsync(AuthHost? host = null)
    {
        var next = (await (host ?? App.Host).AsHostAsync(new RotateSigningKey())).Value;
        if (next.IsNew)
            return next;
        await App.AdvanceAsync(next.ActiveFrom - App.Clock.GetUtcNow());
        return (await (host ?? App.Host).AsHostAsync(new RotateSigningKey())).Value;
    }
}
