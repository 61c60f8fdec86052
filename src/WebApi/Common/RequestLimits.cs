using System.Threading.RateLimiting;
using Auth.Domain.Common;
using Auth.Infrastructure.Throttling;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Auth.WebApi.Common;

/// <summary>Bounds what one network may ask of the calls that need no token, and one user of the others.</summary>
internal static class RequestLimits
{
    public const string Anonymous = "anonymous";
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static void AddRequestLimits(this IServiceCollection services) => services.AddRateLimiter(limits =>
    {
        // Somebody signed in on a page has the share of a user instead.
        limits.AddPolicy(Anonymous, http => Surface.IsPage(http) && http.User.Identity?.IsAuthenticated == true ? RateLimitPartition.GetNoLimiter("") : OfNetwork(http));
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
        {
            var options = http.RequestServices.GetRequiredService<IOptions<ThrottlingOptions>>().Value;
            return options.Enabled && http.User.FindFirst(JwtRegisteredClaimNames.Sub)?.Value is { } userId
                ? RateLimitPartition.GetFixedWindowLimiter(
                    userId, _ => new FixedWindowRateLimiterOptions { PermitLimit = options.SignedInRequestsPerMinute, Window = Window })
                : RateLimitPartition.GetNoLimiter("");
        });
        limits.OnRejected = (rejected, _) =>
            new ValueTask(Problem.WriteAsync(rejected.HttpContext, CommonErrors.TooManyRequests(
                rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window)));
    });

    private static RateLimitPartition<string> OfNetwork(HttpContext http)
    {
        var options = http.RequestServices.GetRequiredService<IOptions<ThrottlingOptions>>().Value;
        return options.Enabled
            ? RateLimitPartition.GetFixedWindowLimiter(
                DescribeRequest.Network(http), _ => new FixedWindowRateLimiterOptions { PermitLimit = options.AnonymousRequestsPerMinute, Window = Window })
            : RateLimitPartition.GetNoLimiter("");
    }
}
