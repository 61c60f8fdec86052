using System.Buffers.Text;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Auth.Application.Common;
using Auth.Application.Users;
using Auth.Infrastructure.Tokens;
using Auth.IntegrationTests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;

namespace Auth.SecurityTests.Secrets;

/// <summary>Every line of every category at its lowest level, and every answer, of a walk through all use cases.</summary>
public sealed class SecretsTests(AuthApp app) : AuthTest(app)
{
    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task No_log_and_no_answer_holds_a_secret(string environment)
    {
        var settings = new Dictionary<string, string>(App.Settings)
        {
            ["Auth:Passwords:Cost"] = "10",
            ["Logging:LogLevel:Default"] = "Trace",
            ["Logging:LogLevel:Microsoft"] = "Trace",
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Trace",
            ["Logging:LogLevel:Microsoft.AspNetCore.Antiforgery"] = "Trace",
        };
        await using var host = new AuthHost(settings, App.Clock, environment);
        using var client = await host.StartAsync();
        var atStart = host.Logs.Lines.Count;
        var setupCode = host.Services.GetRequiredService<ISetupCode>().Current.Reveal();
        var walk = new Walk(host, client, setupCode);

        await walk.GoAsync();

        var lines = host.Logs.Lines.Skip(atStart).ToList();
        lines.ShouldContain(line => line.Contains("INSERT INTO", StringComparison.Ordinal), "the lowest levels are not captured");
        ShouldHaveMetEveryUseCase(lines);

        string[] stored = [.. await StoredAsync(), .. OfTheOperator(settings)];
        string[] typed = [Walk.Password, Walk.NewPassword, Walk.WrongPassword, Uri.EscapeDataString(Walk.Password), Walk.Password.Replace(' ', '+'), setupCode];
        var parts = walk.Tokens.SelectMany(t => t.Split('.')).Where(p => p.Length > 60); // A header without its claims and signature is no secret.
        ShouldHaveNone([.. stored, .. typed, Walk.WrongCode, .. Walk.Personal, "zqwalkname", "zqwalkpage", .. walk.Tokens, .. parts], lines.Select(line => ("a log line", line)));
        ShouldHaveNone([.. stored, .. typed, "$2a$", "$2b$", "$2y$"], walk.Answers.Select(a => (a.Asked, a.Head + a.Body)));
        ShouldHaveNone([.. walk.Tokens], walk.Answers.Where(a => a.Asked is not ("POST /api/v1/auth/login" or "POST /api/v1/auth/refresh" or "POST /api/v1/auth/reauthenticate")).Select(a => (a.Asked, WithoutCookies(a))));
        ShouldHaveNone(Walk.Personal, walk.Answers.Where(a => a.Status >= 400 && !a.Asked.StartsWith("page ", StringComparison.Ordinal)).Select(a => (a.Asked, a.Head + a.Body)));
    }

    private static void ShouldHaveNone(string[] secrets, IEnumerable<(string Where, string Text)> places)
    {
        foreach (var (where, text) in places)
        {
            foreach (var secret in secrets)
                text.Contains(secret, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"{where} holds {secret}: {text[..Math.Min(text.Length, 2000)]}");
        }
    }

    /// <summary>A new use case fails here until the walk has a step for it.</summary>
    private static void ShouldHaveMetEveryUseCase(List<string> lines)
    {
        var all = typeof(RegisterUser).Assembly.GetTypes()
            .Where(t => t.GetCustomAttribute<AllowedToAttribute>() is { Caller: not Caller.Host })
            .Select(t => t.Name);
        all.Where(name => !lines.Exists(line => line.Contains($" {name} by ", StringComparison.Ordinal) && line.Contains(": ok in ", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    /// <summary>What the database keeps that no answer and no log may tell.</summary>
    private Task<List<string>> StoredAsync() => App.QueryAsync(async db =>
    {
        var stored = await db.Credentials.Select(c => c.Hash).ToListAsync();
        foreach (var nonce in await db.Sessions.Select(s => s.Nonce).ToListAsync())
            stored.AddRange([Convert.ToHexString(nonce), Convert.ToBase64String(nonce), Base64Url.EncodeToString(nonce)]);
        foreach (var key in await db.SigningKeys.Select(k => k.EncryptedPrivateKey).ToListAsync())
            stored.AddRange([Convert.ToHexString(key), Convert.ToBase64String(key)]);
        stored.Count.ShouldBeGreaterThan(5);
        return stored;
    });

    /// <summary>What the operator gave, what is derived from it, and the private keys as they are in memory.</summary>
    private IEnumerable<string> OfTheOperator(Dictionary<string, string> settings)
    {
        yield return settings["Auth:MasterKey"];
        yield return Convert.ToHexString(Convert.FromBase64String(settings["Auth:MasterKey"]));
        if (AuthApp.UsesMariaDb)
            yield return new MySqlConnectionStringBuilder(settings["ConnectionStrings:Auth"]).Password;
        foreach (var purpose in new[] { "refresh token", "pepper" })
            yield return Convert.ToBase64String(HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(settings["Auth:MasterKey"]), 32, info: Encoding.UTF8.GetBytes($"auth/v1/{purpose}")));
        foreach (var key in App.Host.Services.GetRequiredService<SigningKeyRing>().Published)
        {
            var secret = key.Security.ECDsa.ExportParameters(includePrivateParameters: true).D!;
            yield return Base64Url.EncodeToString(secret);
            yield return Convert.ToHexString(secret);
        }
    }

    /// <summary>The pages give their tokens out as cookies that no script reads.</summary>
    private static string WithoutCookies(Seen seen)
    {
        var cookies = seen.Head.Split('\n').Where(h => h.StartsWith("Set-Cookie: auth-access=", StringComparison.Ordinal) || h.StartsWith("Set-Cookie: auth-refresh=", StringComparison.Ordinal)).ToList();
        cookies.ShouldAllBe(c => c.Contains("httponly", StringComparison.OrdinalIgnoreCase));
        return string.Join('\n', seen.Head.Split('\n').Where(h => !h.StartsWith("Set-Cookie: ", StringComparison.Ordinal))) + seen.Body;
    }
}
