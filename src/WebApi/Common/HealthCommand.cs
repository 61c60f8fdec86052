using System.CommandLine;
using System.Net;

namespace Auth.WebApi.Common;

/// <summary><c>auth health</c>: asks the service on this machine whether it is ready, for supervisors that run a command. Takes the settings of the service, and needs none of its secrets.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command For(Launch launch) =>
        launch.Command("health", "asks the service on this machine whether it is ready; exit code 0 if it is, else 1", builder => AskAsync(builder.Configuration));

    private static async Task<int> AskAsync(ConfigurationManager configuration)
    {
        var address = Addresses.Of(configuration).Select(BindingAddress.Parse).FirstOrDefault(a => a.Scheme == Uri.UriSchemeHttp && !a.IsUnixPipe && !a.IsNamedPipe);
        if (address is null)
            return CommandLine.Fail("The service listens by https or a pipe only; ask /health/ready of it by that.");
        // Of the machine itself, past any proxy.
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Patience };
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(Uri.UriSchemeHttp, Host(address), address.Port, "/health/ready").Uri);
        if ((configuration["AllowedHosts"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [{ Length: > 1 } allowed, ..])
            request.Headers.Host = allowed.Replace("*.", "health.", StringComparison.Ordinal);
        try
        {
            using var answer = await client.SendAsync(request);
            return answer.StatusCode == HttpStatusCode.OK ? CommandLine.Done : CommandLine.Fail($"The service is not ready ({(int)answer.StatusCode}).");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return CommandLine.Fail($"The service does not answer ({e.Message}).");
        }
    }

    /// <summary>A name, as Kestrel takes it, is all addresses of the machine, of which this one is always there.</summary>
    private static string Host(BindingAddress address) =>
        IPAddress.TryParse(address.Host.Trim('[', ']'), out var one) && !one.Equals(IPAddress.Any) && !one.Equals(IPAddress.IPv6Any) ? one.ToString() : "127.0.0.1";
}
