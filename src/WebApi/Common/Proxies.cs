using System.Net;
using Auth.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Auth.WebApi.Common;

/// <summary>
/// Which proxies are believed when they say from whom a request comes and whether by https (<c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c>); nobody unless the settings say so, and about the host
/// nobody at all (CVE-2023-49097). Hops are walked from the nearest as far as they are believed; what is no address ends the walk (CVE-2024-47070).
/// </summary>
internal static class Proxies
{
    public const string Setting = "Auth:Proxies";

    /// <summary>After all other set-up of the same options, since ASP.NET Core believes loopback by itself, and everybody where no proxy is named or a variable asks for it.</summary>
    public static void AddProxies(this IServiceCollection services)
    {
        services.AddSingleton<IPostConfigureOptions<ForwardedHeadersOptions>>(provider => new PostConfigureOptions<ForwardedHeadersOptions>(
            Options.DefaultName, options => Configure(options, provider.GetRequiredService<IConfiguration>().GetSection(Setting))));
        services.AddOptions<ForwardedHeadersOptions>().ValidateOnStart();
    }

    private static void Configure(ForwardedHeadersOptions options, IConfigurationSection section)
    {
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var (name, entry) in Entries(section))
        {
            if ((entry.Contains(':', StringComparison.Ordinal) || entry.Count(c => c == '.') == 3) && IPAddress.TryParse(entry, out var address))
                options.KnownProxies.Add(address);
            else if (System.Net.IPNetwork.TryParse(entry, out var network) && network.PrefixLength > 0)
                options.KnownIPNetworks.Add(network);
            else
                throw new ConfigurationException($"{name} is wrong. It must be addresses of proxies, or their networks, such as 10.0.0.0/8; not everybody's.");
        }

        var believesAnybody = options.KnownProxies.Count + options.KnownIPNetworks.Count > 0;
        options.ForwardedHeaders = believesAnybody ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto : ForwardedHeaders.None;
        options.ForwardLimit = null;
        options.RequireHeaderSymmetry = false;
    }

    /// <summary>A list, or its items with commas between.</summary>
    private static IEnumerable<(string Name, string Entry)> Entries(IConfigurationSection section) =>
        from one in section.GetChildren().Prepend(section)
        from entry in (one.Value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        select (one.Path, entry);
}
