using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Auth.IntegrationTests.Operations;

/// <summary>Takes what a service sends by OTLP over HTTP, and keeps it as it came. Texts stand in it as UTF-8.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly ConcurrentQueue<(string Path, string Body)> taken = new();
    private readonly Task taking;

    public Collector()
    {
        Address = HostProcess.FreeAddress();
        listener.Prefixes.Add(Address.ToString());
        listener.Start();
        taking = TakeAsync();
    }

    public Uri Address { get; }

    /// <summary>All bodies that were sent to a path such as <c>/v1/traces</c>, one behind the other.</summary>
    public string Of(string path) => string.Concat(taken.Where(t => t.Path == path).Select(t => t.Body));

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await taking;
    }

    private async Task TakeAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                var http = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await http.Request.InputStream.CopyToAsync(body);
                taken.Enqueue((http.Request.Url!.AbsolutePath, Encoding.UTF8.GetString(body.ToArray())));
                http.Response.ContentType = "application/x-protobuf";
                http.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
            {
            }
        }
    }
}
