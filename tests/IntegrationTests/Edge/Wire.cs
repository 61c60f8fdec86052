namespace Auth.IntegrationTests.Edge;

internal static class Wire
{
    public static Task<HttpResponseMessage> SendAsync(
        this HttpClient client, string method, string path, byte[]? body = null, string? contentType = "application/json", bool chunked = false)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (contentType is not null)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType).ShouldBeTrue();
            request.Headers.TransferEncodingChunked = chunked;
        }

        return client.SendAsync(request);
    }

    /// <summary>Sends a call of the routing table as its route asks for it, with an empty object where it takes a body.</summary>
    public static Task<HttpResponseMessage> SendAsync(this HttpClient client, Call call) =>
        client.SendAsync(call.Method, call.Path, call.Body is null ? null : "{}"u8.ToArray());
}
