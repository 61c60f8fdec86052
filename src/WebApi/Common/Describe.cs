using System.Reflection;
using Auth.Application.Common;

namespace Auth.WebApi.Common;

/// <summary>What an endpoint says of itself: the use case it sends, who may call it, what it answers.</summary>
internal static class Describe
{
    /// <summary>Names the endpoint after its use case, and opens it to people without a token where the use case is allowed to anyone.</summary>
    public static RouteHandlerBuilder Sends<TRequest>(this RouteHandlerBuilder endpoint, int success, string summary, params int[] refusals)
    {
        endpoint.WithName(typeof(TRequest).Name).WithSummary(summary);
        var answer = typeof(TRequest).GetInterfaces().First(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IUseCase<>)).GetGenericArguments()[0];
        if (success == StatusCodes.Status204NoContent)
            endpoint.Produces(success);
        else
            endpoint.Produces(success, answer);

        var caller = typeof(TRequest).GetCustomAttribute<AllowedToAttribute>()!.Caller;
        if (caller == Caller.Anyone)
            endpoint.AllowAnonymous().RequireRateLimiting(RequestLimits.Anonymous);
        foreach (var status in refusals.Concat(Common(caller)).Distinct().Order())
            endpoint.Produces<ProblemDetails>(status, Problem.ContentType);
        return endpoint;
    }

    private static int[] Common(Caller caller) => caller switch
    {
        Caller.Anyone => [StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable],
        Caller.Administrator => [StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status503ServiceUnavailable],
        _ => [StatusCodes.Status401Unauthorized, StatusCodes.Status503ServiceUnavailable],
    };
}
