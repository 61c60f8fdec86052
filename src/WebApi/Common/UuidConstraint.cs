namespace Auth.WebApi.Common;

/// <summary>An id in the one form that ids are written in; a path with anything else is no path of this service.</summary>
internal sealed class UuidConstraint : IRouteConstraint
{
    public const string Name = "uuid";

    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        Guid.TryParseExact(values[routeKey]?.ToString(), "D", out _);
}
