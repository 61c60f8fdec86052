using System.Diagnostics;
using Auth.FaultTests.Harness;
using Auth.IntegrationTests;

namespace Auth.FaultTests;

public sealed class ServiceKilledTests
{
    private const int Guesses = 10;

    [Fact]
    public async Task Killed_under_load_it_comes_back_with_its_keys_its_spent_tokens_and_its_limits()
    {
        await using var scene = await Scene.StartAsync();
        await (await scene.Client.CallAsync("POST /api/v1/auth/register", Load.Registration("guessed"))).ShouldBeAsync(201);
        for (var guess = 0; guess < Guesses; guess++)
            await (await AuthApp.LoginAsync(scene.Client, "guessed", $"guess {guess}")).ShouldBeProblemAsync(401, "invalid_credentials");
        var keys = await scene.Client.PublishedKeysAsync();
        await using var load = Load.Start(scene.Client);
        await load.RegistersAsync(more: 60);

        await scene.Service.KillAsync();
        await load.StopAsync();
        await scene.Service.DisposeAsync();
        var starting = Stopwatch.StartNew();
        await scene.StartServiceAsync();
        var ready = starting.Elapsed;
        List<string> refused = [];
        foreach (var family in load.Families)
        {
            using var answer = await scene.Client.WithTokenAsync("GET /api/v1/users/me", family.AccessToken);
            if (!answer.IsSuccessStatusCode)
                refused.Add(await answer.TextAsync());
        }

        var figures = new Figures("service killed (SIGKILL) under load and started again");
        figures.AtMost("ready after", ready.TotalSeconds, 20, " s");
        figures.None("access tokens refused", refused, load.Families.Count);
        await figures.AddAftermathAsync(scene, load);
        (await scene.Client.PublishedKeysAsync()).ShouldBe(keys);
        await (await AuthApp.LoginAsync(scene.Client, "guessed", Load.Password)).ShouldBeProblemAsync(429, "too_many_attempts");
        figures.Judge();
    }
}
