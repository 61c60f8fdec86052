using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Auth.Application.Credentials;
using Auth.Application.Sessions;
using Auth.Domain.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Auth.IntegrationTests;

/// <summary>
/// Every line that the hosts of a run log, against every secret that they meet: passwords, tokens, cookies and keys; and against all that looks like one, or like an email address. A run ends with it, and
/// fails where something is found.
/// </summary>
public sealed partial class LogScan
{
    /// <summary>What is shorter may stand in any sentence.</summary>
    private const int ShortestSecret = 10;

    private static readonly string[] SecretSettings = ["Auth:MasterKey", "Auth:FormerMasterKey", "Auth:NextMasterKey", "Auth:Bootstrap:Password"];

    private readonly ConcurrentDictionary<string, string> secrets = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<IReadOnlyCollection<string>> logs = [];

    public static LogScan OfTheRun { get; } = new();

    public void Read(IReadOnlyCollection<string> lines) => logs.Add(lines);

    public void Meet(string what, string? secret)
    {
        if (secret?.Length >= ShortestSecret)
            secrets.TryAdd(secret, what);
    }

    /// <summary>What a process gave away, which tells nothing by itself. An access token is known by its form.</summary>
    public void MeetAnswer(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("refreshToken", out var token))
            Meet("a refresh token", token.GetString());
    }

    public void MeetSettings(IEnumerable<KeyValuePair<string, string>> settings)
    {
        foreach (var (name, value) in settings)
        {
            if (SecretSettings.Contains(name))
                Meet(name, value);
            else if (name == "ConnectionStrings:Auth" && PasswordPart().Match(value) is { Success: true } match)
                Meet("the database's password", match.Groups["password"].Value);
        }
    }

    /// <summary>Has a host tell which secrets it meets: those its callers send, and those that it hashes, makes and reads.</summary>
    public void Overhear(IServiceCollection services)
    {
        services.AddSingleton<IStartupFilter>(new Entrance(this));
        Overhear<IPasswordHasher>(services, "a password");
        Overhear<IRefreshTokens>(services, "a refresh token");
    }

    public IReadOnlyList<string> Leaks()
    {
        var known = SearchValues.Create([.. secrets.Keys], StringComparison.Ordinal);
        return [.. logs.SelectMany(lines => lines).Distinct().Select(line => Leak(line, known)).OfType<string>().Take(20)];
    }

    private string? Leak(string line, SearchValues<string> known)
    {
        // A scope of the framework has the path as somebody wrote it; the service shows and sends none but the trace id.
        if (line.StartsWith("scope ", StringComparison.Ordinal))
            return null;
        if (line.AsSpan().IndexOfAny(known) is var at and >= 0)
            return $"{secrets.First(s => line.AsSpan(at).StartsWith(s.Key, StringComparison.Ordinal)).Value}: {line}";
        return LooksLikeOne().Match(line) is { Success: true } match ? $"{match.Value}: {line}" : null;
    }

    private void Overhear<T>(IServiceCollection services, string what)
        where T : class
    {
        var real = services.Last(s => s.ServiceType == typeof(T));
        services.Add(new ServiceDescriptor(typeof(T), provider => Overheard<T>.Around((T)ActivatorUtilities.CreateInstance(provider, real.ImplementationType!), what, this), real.Lifetime));
    }

    /// <summary>A whole token, not the beginning of one, which says nothing; a hash; an address.</summary>
    [GeneratedRegex(@"eyJ[\w-]{8,}\.eyJ[\w-]{8,}|\$2[abxy]\$\d\d\$|\b(?!name@example\.com\b)[\w.+-]+@[\w-]+\.[\w.-]*\w", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex LooksLikeOne();

    [GeneratedRegex("(^|;) *(Password|Pwd) *= *(?<password>[^;]+)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PasswordPart();

    /// <summary>What could be a token: garbage that tests send in its place is no secret.</summary>
    [GeneratedRegex(@"^[\w.~+/=-]{20,}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TokenForm();

    private sealed class Entrance(LogScan scan) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, rest) =>
            {
                var credentials = AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var header) ? [header.Parameter] : Array.Empty<string?>();
                foreach (var token in credentials.Concat(http.Request.Cookies.Select(c => c.Value)).OfType<string>().Where(t => TokenForm().IsMatch(t)))
                    scan.Meet("what a request was made with", token);
                return rest(http);
            });
            next(app);
        };
    }

    /// <summary>A service as it is, but for the secrets that it takes and gives, which are told.</summary>
    [SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "The proxy is derived from it.")]
    private class Overheard<T> : DispatchProxy
        where T : class
    {
        private T service = null!;
        private string what = "";
        private LogScan scan = null!;

        public static T Around(T service, string what, LogScan scan)
        {
            var proxy = Create<T, Overheard<T>>();
            var overheard = (Overheard<T>)(object)proxy;
            (overheard.service, overheard.what, overheard.scan) = (service, what, scan);
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var answer = targetMethod!.Invoke(service, BindingFlags.DoNotWrapExceptions, null, args, null);
            foreach (var secret in (args ?? []).Append(answer).OfType<Secret>())
                scan.Meet(what, secret.Reveal());
            return answer;
        }
    }
}
