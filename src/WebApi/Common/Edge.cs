using Auth.Infrastructure;
using Auth.Infrastructure.Startup;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Auth.WebApi.Common;

/// <summary>What every request passes on its way in, in this order, and what is refused before a use case sees it.</summary>
internal static class Edge
{
    private const int LargestBody = 32 * 1024;
    private const int LargestHeaders = 16 * 1024;

    public static void ConfigureEdge(this ConfigureWebHostBuilder host, IConfiguration configuration)
    {
        Addresses.UseDefault(host, configuration);
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.MaxRequestHeadersTotalSize = LargestHeaders;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.MaxConcurrentConnections = kestrel.ApplicationServices.GetRequiredService<IOptions<EdgeOptions>>().Value.MostConnections;
        });
    }

    public static void AddEdge(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<EdgeOptions>(configuration, EdgeOptions.Section);
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<EdgeOptions>>((cors, edge) => cors.AddDefaultPolicy(policy => policy
            .WithOrigins(edge.Value.CorsOrigins).WithMethods("GET", "POST", "PUT", "PATCH", "DELETE")
            .WithHeaders(HeaderNames.Authorization, HeaderNames.ContentType, HeaderNames.AcceptLanguage)
            .WithExposedHeaders(HeaderNames.Location, HeaderNames.RetryAfter, HeaderNames.WWWAuthenticate, HeaderNames.ContentLanguage)
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10))));
        services.Configure<HostFilteringOptions>(hosts => hosts.IncludeFailureMessage = false);
        services.ConfigureHttpJsonOptions(options => StrictJson.Configure(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<RouteOptions>(options => options.SetParameterPolicy<UuidConstraint>(UuidConstraint.Name));
        services.AddExceptionHandler<UnhandledExceptions>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.ConfigureOptions<BearerAuthentication>();
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddHostedService<ListenWhenReady>();
        Drain.Add(services);
        services.AddProxies();
        services.AddRequestLimits();
        services.AddScoped<Answer>();
        services.AddDocumentation();
        // The framework would ask for the host before anything else, and answer without our headers.
        services.Remove(services.Single(s => s.ImplementationType?.Name == "HostFilteringStartupFilter"));
        // Authentication, and the pages' antiforgery before it, bring a key ring along, whose service would write keys into the home directory at start; the master key
        // protects here.
        services.Remove(services.Single(s => s.ImplementationType?.Name == "DataProtectionHostedService"));
    }

    public static void UseEdge(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.Use(Drain.EndConnections);
        app.Use(SecurityHeaders.Set);
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(pages => Problem.ForStatus(pages.HttpContext));
        app.UseHostFiltering();
        app.Use(Assets.Serve);
        app.Use(RefuseUntilStarted);
        app.UseRouting();
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal), api => api.UseCors());
        app.Use(StrictJson.RefuseOtherContent);
        app.UseAuthentication();
        app.Use(CookieAuthentication.RefuseForgedCalls);
        app.UseMiddleware<DescribeRequest>();
        app.UseRateLimiter();
        app.Use(AnswerRoutingRefusals);
        app.UseAuthorization();
        app.Use(StrictJson.RefuseOtherThanUtf8);
    }

    private static Task RefuseUntilStarted(HttpContext http, RequestDelegate next) =>
        http.RequestServices.GetRequiredService<Readiness>().HasStarted || http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
            ? next(http)
            : Problem.WriteAsync(http, Domain.Common.CommonErrors.Unavailable);

    /// <summary>
    /// An unknown path is nobody's to guard. For a wrong method or content type routing stands in with an endpoint that says nothing of who may call it.
    /// Both are answered, also to those without a token.
    /// </summary>
    private static Task AnswerRoutingRefusals(HttpContext http, RequestDelegate next) => http.GetEndpoint() switch
    {
        // Routing would take DELETE …/sessions/ with a forgotten id for all of the sessions.
        _ when http.Request.Path.Value is ['/', 'a', 'p', 'i', '/', .., '/'] => Problem.WriteAsync(http, Domain.Common.CommonErrors.NotFound),
        null => Problem.WriteAsync(http, Domain.Common.CommonErrors.NotFound),
        { Metadata.Count: 0, RequestDelegate: { } refuse } => refuse(http),
        _ => next(http),
    };
}
