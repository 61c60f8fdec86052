using System.Net;
using Auth.Application.Common;
using Auth.Domain.Common;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Auth.IntegrationTests;

/// <summary>The real host on real Kestrel, with given settings, a fake clock and its logs kept.</summary>
public sealed class AuthHost : WebApplicationFactory<Program>
{
    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly FakeTimeProvider clock;
    private readonly string environment;
    private readonly Action<IServiceCollection>? replace;
    private readonly LogScan scan;

    public AuthHost(
        IReadOnlyDictionary<string, string> settings, FakeTimeProvider clock, string environment = "Development", Action<IServiceCollection>? replace = null, LogScan? scan = null)
    {
        this.scan = scan ?? LogScan.OfTheRun;
        this.scan.Read(Logs.Lines);
        this.scan.MeetSettings(settings);
        this.settings = settings;
        this.clock = clock;
        this.environment = environment;
        this.replace = replace;

        // Not UseKestrel(0): that sets the address after the program may have begun to listen (dotnet/aspnetcore#67714).
        UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
    }

    internal CapturedLogs Logs { get; } = new();

    /// <summary>Starts the host and waits until it is ready to serve.</summary>
    public async Task<HttpClient> StartAsync()
    {
        StartServer();
        var client = CreateClient();
        for (var tries = 0; (int)(await client.GetAsync("/health/ready")).StatusCode != 200; tries++)
        {
            if (tries == 300)
                throw new InvalidOperationException($"The host does not get ready:{Environment.NewLine}{string.Join(Environment.NewLine, Logs.Lines)}");
            await Task.Delay(100);
        }

        return client;
    }

    /// <summary>What the operator does from the command line.</summary>
    public async Task<Result<T>> AsHostAsync<T>(IUseCase<T> request)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IUseCases>().SendAsync(request, TestContext.Current.CancellationToken);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(environment);
        foreach (var (key, value) in settings)
            builder.UseSetting(key, value);
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Logs).SetMinimumLevel(LogLevel.Debug));
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            scan.Overhear(services);
            replace?.Invoke(services);
        });
    }
}

/// <summary>Every line that the host logged, with its scopes, the values behind the message and the exception's text.</summary>
internal sealed class CapturedLogs : ILoggerProvider, ILogger
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> lines = new();

    public IReadOnlyCollection<string> Lines => lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        lines.Enqueue($"scope {state} {Values(state)}");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue($"{logLevel} {eventId.Id} {formatter(state, exception)} {Values(state)} {exception}");

    public void Dispose()
    {
    }

    private static string Values(object? state) => state is IEnumerable<KeyValuePair<string, object?>> values ? string.Join(' ', values.Select(v => v.Value)) : "";
}
