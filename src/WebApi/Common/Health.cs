using System.Data.Common;
using Auth.Infrastructure.Persistence;
using Auth.Infrastructure.Startup;

namespace Auth.WebApi.Common;

internal sealed record HealthAnswer(string Status);

/// <summary>Live: the process answers, whatever the database does. Ready: it can serve, asked of the database each time.</summary>
internal static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithTags("Health").AllowAnonymous();
        health.MapGet("/live", () => TypedResults.Ok(new HealthAnswer("live"))).WithName("Live").WithSummary("Whether the process answers");
        health.MapGet("/ready", ReadyAsync).WithName("Ready").WithSummary("Whether the service can serve")
            .Produces<HealthAnswer>().Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> ReadyAsync(Readiness readiness, DirectDatabase database, HttpContext http)
    {
        var ready = readiness.IsReady && await DatabaseAnswersAsync(database, http.RequestAborted);
        return ready
            ? TypedResults.Ok(new HealthAnswer("ready"))
            : TypedResults.Json(new HealthAnswer("not ready"), statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<bool> DatabaseAnswersAsync(DirectDatabase database, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await database.AnswersAsync(patience.Token).WaitAsync(patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or DbException || DatabaseFaults.IsUnavailable(e))
        {
            return false;
        }
    }
}
