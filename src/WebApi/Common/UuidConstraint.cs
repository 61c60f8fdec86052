using Microsoft.AspNetCore.Routing.Matching;

namespace Auth.WebApi.Common;

/// <summary>An id in the one form that ids are written in; a path with anything else is no path of this service.</summary>
internal sealed class UuidConstraint : IRouteConstraint, IParameterLiteralNodeMatchingPolicy
{
    public const string Name = "uuid";

    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        IsUuid(values[routeKey]?.ToString());

    /// <summary>Lets routing see beforehand that <c>me</c> is no id.</summary>
    public bool MatchesLiteral(string parameterName, string literal) => IsUuid(literal);

    private static bool IsUuid(string? text) => Guid.TryParseExact(text, "D", out _);
}
