namespace Auth.WebApi.Common;

/// <summary>Where the service listens.</summary>
internal static class Addresses
{
    private const string Default = "http://localhost:5080";

    /// <summary>Has it listen where nobody said where.</summary>
    public static void UseDefault(ConfigureWebHostBuilder host, IConfiguration configuration)
    {
        if (Of(configuration) is [Default])
            host.UseUrls(Default);
    }

    /// <summary>As configured; Kestrel's own endpoints count before addresses, and these before ports, which stand for all addresses of the machine.</summary>
    public static string[] Of(IConfiguration configuration)
    {
        string[] endpoints = [.. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(e => e["Url"]).OfType<string>()];
        string[] ports = [.. OnPorts(configuration, WebHostDefaults.HttpPortsKey, Uri.UriSchemeHttp), .. OnPorts(configuration, WebHostDefaults.HttpsPortsKey, Uri.UriSchemeHttps)];
        return new[] { endpoints, Parts(configuration[WebHostDefaults.ServerUrlsKey]), ports, [Default] }.First(addresses => addresses.Length > 0);
    }

    private static IEnumerable<string> OnPorts(IConfiguration configuration, string key, string scheme) => Parts(configuration[key]).Select(port => $"{scheme}://*:{port}");

    private static string[] Parts(string? list) => (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
