using Auth.Application.Common;
using Auth.Infrastructure;
using Auth.Infrastructure.Startup;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Auth.WebApi.Common;

/// <summary>
/// Metrics, traces and logs for who runs the service: by OTLP to where OpenTelemetry's own settings say, and metrics for Prometheus at the management port. Where neither is configured nothing of
/// OpenTelemetry is loaded.
/// </summary>
internal static class Telemetry
{
    /// <summary>OpenTelemetry's own settings, by the names that its specification gives them.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    public const string Headers = "OTEL_EXPORTER_OTLP_HEADERS";

    private static readonly string[] Signals = ["TRACES", "METRICS", "LOGS"];

    private static readonly string[] Meters =
        ["Auth.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.RateLimiting", "Microsoft.AspNetCore.Server.Kestrel", "MySqlConnector", "System.Runtime"];

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IExternalScopeProvider, TraceScope>();
        builder.Services.AddSettings<ManagementOptions>(builder.Configuration, ManagementOptions.Section);
        string[] sent = [.. Signals.Where(signal => IsSent(builder.Configuration, signal))];
        var isScraped = ManagementOptions.IsOpen(builder.Configuration);
        if (sent.Length > 0 || isScraped)
            Collect(builder.Services, sent, isScraped);
    }

    /// <summary>To an address for all signals, or to one of its own.</summary>
    private static bool IsSent(ConfigurationManager configuration, string signal)
    {
        foreach (var name in new[] { Endpoint, $"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT" })
        {
            if (configuration[name] is not { Length: > 0 } address)
                continue;
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
                throw new ConfigurationException($"{name} is wrong. It should be the address of a collector, such as http://localhost:4317.");
            return true;
        }

        return false;
    }

    private static void Collect(IServiceCollection services, string[] sent, bool isScraped)
    {
        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource =>
            resource.Clear().AddTelemetrySdk().AddService("auth").AddEnvironmentVariableDetector());
        if (sent.Contains("TRACES"))
        {
            telemetry.WithTracing(tracing => tracing
                .AddAspNetCoreInstrumentation()
                .AddSource(UseCaseMetrics.Name, SpanRedaction.Driver, SpanRedaction.Database)
                .AddProcessor(new SpanRedaction())
                .AddOtlpExporter());
        }

        if (sent.Contains("LOGS"))
        {
            // Whoever reads the console may become the administrator; whoever reads what is collected may not.
            services.AddLogging(logging => logging.AddFilter<OpenTelemetryLoggerProvider>(typeof(ConsoleOnly).FullName, LogLevel.None));
            telemetry.WithLogging(logging => logging.AddOtlpExporter(), options => options.IncludeFormattedMessage = true);
        }

        if (isScraped || sent.Contains("METRICS"))
        {
            services.AddDatabaseGauges();
            telemetry.WithMetrics(metrics =>
            {
                metrics.AddMeter(Meters);
                if (sent.Contains("METRICS"))
                    metrics.AddOtlpExporter();
                if (isScraped)
                    metrics.AddPrometheusExporter();
            });
        }

        if (isScraped)
            services.AddHostedService<Management>();
    }
}
