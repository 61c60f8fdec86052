using Auth.IntegrationTests;
using Auth.IntegrationTests.Edge;

namespace Auth.SecurityTests.Garbage;

internal static class Targets
{
    private static readonly string[] Methods = ["GET", "POST"];

    /// <summary>Every call and page of a running host: what is added is met without being named here.</summary>
    public static IReadOnlyList<Target> Of(AuthHost host)
    {
        var fields = Calls.WithBody(host).ToDictionary(c => c.Name, c => Calls.Fields(host, c).Select(f => f.Name).ToArray());
        var all = fields.Values.SelectMany(f => f).Append("csrf").Append("act").Append("session").Append("theme").Append("next").Distinct().ToArray();
        var parameters = Calls.WithQuery(host).SelectMany(q => q.Parameters).Append("next").Append("lang").Distinct().ToArray();
        return
        [
            .. Calls.Of(host).Select(c => new Target(c.Method, c.Route, fields.GetValueOrDefault(c.Name, []), parameters, IsPage: false)),
            .. from page in Calls.Pages(host) from method in Methods select new Target(method, page, method == "POST" ? all : [], parameters, IsPage: true),
        ];
    }
}
