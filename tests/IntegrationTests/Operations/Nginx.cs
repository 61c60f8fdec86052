using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Auth.IntegrationTests.Operations;

/// <summary>
/// The real nginx with the configuration of <c>deploy/</c> before two nodes. Its own are only the ports, the folder of its logs, and the certificate.
/// </summary>
internal sealed class Nginx : IAsyncDisposable
{
    public const string Name = "auth.example.com";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("auth-nginx-");
    private readonly int port = HostProcess.FreeAddress().Port;
    private readonly X509Certificate2 certificate;
    private readonly Process process;

    private Nginx(Uri first, Uri second)
    {
        var logs = folder.CreateSubdirectory("logs").FullName;
        certificate = MakeCertificate(folder.CreateSubdirectory("tls"));
        Copy("nodes.conf", ("127.0.0.1:5081", first.Authority), ("127.0.0.1:5082", second.Authority));
        Copy(
            "nginx.conf",
            ("listen 80 ", $"listen {HostProcess.FreeAddress().Port} "), ("listen [::]:80 default_server;", ""),
            ("listen 443 ", $"listen {port} "), ("listen [::]:443 ssl http2 default_server;", ""),
            ("/var/log/nginx", logs), ("/run/nginx.pid", Path.Combine(folder.FullName, "pid")));
        process = Process.Start(Find(), ["-e", Path.Combine(logs, "start.log"), "-c", Path.Combine(folder.FullName, "nginx.conf"), "-g", "daemon off;"]);
    }

    public IReadOnlyList<string> AccessLog => File.ReadAllLines(Path.Combine(folder.FullName, "logs", "access.log"));

    public static async Task<Nginx> StartAsync(Uri first, Uri second)
    {
        var nginx = new Nginx(first, second);
        try
        {
            for (var waited = Stopwatch.StartNew(); !await nginx.ListensAsync(); await Task.Delay(50))
            {
                if (nginx.process.HasExited || waited.Elapsed > Patience)
                    throw new InvalidOperationException($"nginx does not start: {File.ReadAllText(Path.Combine(nginx.folder.FullName, "logs", "start.log"))}");
            }

            return nginx;
        }
        catch
        {
            await nginx.DisposeAsync();
            throw;
        }
    }

    /// <summary>Somebody at an address of 127.0.0.0/8, who asks for the public name and takes this certificate and no other.</summary>
    public HttpClient ClientFrom(string address)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectCallback = async (_, cancellationToken) => new NetworkStream(await ConnectAsync(address, cancellationToken), ownsSocket: true) };
        handler.SslOptions.RemoteCertificateValidationCallback = IsOurs;
        return new HttpClient(handler) { BaseAddress = new Uri($"https://{Name}:{port}") };
    }

    /// <summary>Sends what a well-behaved client would never send, and answers the status.</summary>
    public async Task<int> SendRawAsync(string request, CancellationToken cancellationToken) => (await AskRawAsync(request, cancellationToken)).Status;

    /// <summary>The status, and all that was answered. The request has to ask for the end of the connection.</summary>
    public async Task<(int Status, string Answer)> AskRawAsync(string request, CancellationToken cancellationToken)
    {
        await using var stream = new SslStream(new NetworkStream(await ConnectAsync("127.0.0.1", cancellationToken), ownsSocket: true), leaveInnerStreamOpen: false, IsOurs);
        await stream.AuthenticateAsClientAsync(Name);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), cancellationToken);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var answer = await reader.ReadToEndAsync(cancellationToken);
        return (int.Parse(answer.Split(' ')[1], CultureInfo.InvariantCulture), answer);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using var ask = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            using var patience = new CancellationTokenSource(Patience);
            await process.WaitForExitAsync(patience.Token);
        }

        process.Dispose();
        certificate.Dispose();
        folder.Delete(recursive: true);
    }

    private static string Find() =>
        $"{Environment.GetEnvironmentVariable("PATH")}{Path.PathSeparator}/usr/sbin".Split(Path.PathSeparator).Select(path => Path.Combine(path, "nginx")).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("The tests of deploy/nginx.conf need nginx: install it (Debian: apt-get install nginx-light).");

    private static X509Certificate2 MakeCertificate(DirectoryInfo folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var made = new CertificateRequest($"CN={Name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        File.WriteAllText(Path.Combine(folder.FullName, "fullchain.pem"), made.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder.FullName, "privkey.pem"), key.ExportPkcs8PrivateKeyPem());
        return made;
    }

    private static async Task<Socket> ConnectAsync(string from, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private Task<Socket> ConnectAsync(string from, CancellationToken cancellationToken) => ConnectAsync(from, port, cancellationToken);

    private bool IsOurs(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors) => certificate.Equals(shown);

    private async Task<bool> ListensAsync()
    {
        try
        {
            using var socket = await ConnectAsync("127.0.0.1", CancellationToken.None);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Copy(string file, params ReadOnlySpan<(string Deployed, string Here)> changes)
    {
        var text = File.ReadAllText(Deployed.File(file));
        foreach (var (deployed, here) in changes)
        {
            text.ShouldContain(deployed, Case.Sensitive, file);
            text = text.Replace(deployed, here, StringComparison.Ordinal);
        }

        File.WriteAllText(Path.Combine(folder.FullName, file), text);
    }
}

/// <summary>What is in <c>deploy/</c>.</summary>
internal static class Deployed
{
    /// <summary>The settings of the nodes, by the names of their variables.</summary>
    public static Dictionary<string, string?> Settings => System.IO.File.ReadLines(File("systemd/auth.env")).Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#'))
        .Select(line => line.Split('=', 2)).ToDictionary(parts => parts[0], parts => (string?)parts[1]);

    public static string File(string path)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(root.FullName, "Auth.sln")))
            root = root.Parent!;
        return Path.Combine(root.FullName, "deploy", path);
    }
}
