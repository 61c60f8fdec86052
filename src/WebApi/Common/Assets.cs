using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Auth.WebApi.Common;

/// <summary>
/// The stylesheet, the script and the mark of the pages, out of the assembly itself. An address holds the hash of its content, so what it names never changes
/// and may be kept for ever. They hold nothing secret, so they are compressed, which pages with personal data are not (BREACH).
/// </summary>
internal static class Assets
{
    private const string Folder = "/assets/";
    private const string KeptForEver = "public, max-age=31536000, immutable";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Asset> ByName = typeof(Assets).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith("assets/", StringComparison.Ordinal))
        .Select(Asset.Load).ToFrozenDictionary(asset => asset.Name);

    private static readonly FrozenDictionary<string, Asset> ByAddress = ByName.Values.ToFrozenDictionary(asset => asset.Address);

    /// <summary>The address of an asset such as <c>site.css</c>.</summary>
    public static string Address(string name) => ByName[name].Address;

    public static Task Serve(HttpContext http, RequestDelegate next) =>
        (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) && ByAddress.TryGetValue(http.Request.Path.Value ?? "", out var asset)
            ? asset.WriteAsync(http)
            : next(http);

    private sealed record Asset(string Name, string Address, string ContentType, byte[] Plain, Lazy<byte[]> Gzip, Lazy<byte[]> Brotli)
    {
        public static Asset Load(string resource)
        {
            using var stream = typeof(Assets).Assembly.GetManifestResourceStream(resource)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);

            var file = resource[(resource.LastIndexOf('/') + 1)..];
            var extension = Path.GetExtension(file);
            var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..16];
            return new Asset(
                file,
                $"{Folder}{Path.GetFileNameWithoutExtension(file)}.{hash}{extension}",
                ContentTypes[extension],
                content,
                new(() => Compress(content, to => new GZipStream(to, CompressionLevel.SmallestSize))),
                new(() => Compress(content, to => new BrotliStream(to, CompressionLevel.SmallestSize))));
        }

        public async Task WriteAsync(HttpContext http)
        {
            var accepted = http.Request.GetTypedHeaders().AcceptEncoding.Where(e => e.Quality != 0).Select(e => e.Value.ToString()).ToList();
            var (encoding, content) = accepted.Contains("br") ? ("br", Brotli.Value) : accepted.Contains("gzip") ? ("gzip", Gzip.Value) : ("", Plain);
            http.Response.ContentType = ContentType;
            http.Response.ContentLength = content.Length;
            http.Response.Headers.CacheControl = KeptForEver;
            http.Response.Headers.Vary = HeaderNames.AcceptEncoding;
            if (encoding.Length > 0)
                http.Response.Headers.ContentEncoding = encoding;
            if (!HttpMethods.IsHead(http.Request.Method))
                await http.Response.Body.WriteAsync(content, http.RequestAborted);
        }

        private static byte[] Compress(byte[] content, Func<Stream, Stream> compressor)
        {
            var compressed = new MemoryStream();
            using (var stream = compressor(compressed))
                stream.Write(content);
            return compressed.ToArray();
        }
    }
}
