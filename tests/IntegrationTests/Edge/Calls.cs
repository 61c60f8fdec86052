using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Auth.IntegrationTests.Edge;

/// <summary>One call of the host, as its own routing table has it: a new endpoint is met by these tests without being named in them.</summary>
internal sealed record Call(string Method, string Route, IAcceptsMetadata? Body)
{
    /// <summary>Method and route without constraints, as the contract writes them: <c>GET /api/v1/users/{id}</c>.</summary>
    public string Name { get; } = $"{Method} {Route.Replace(":uuid", "", StringComparison.Ordinal)}";

    /// <summary>An address that the route takes; ids in it belong to nobody.</summary>
    public string Path { get; } = Route.Replace("{id:uuid}", Guid.NewGuid().ToString(), StringComparison.Ordinal).Replace("{documentName?}", "", StringComparison.Ordinal);

    public override string ToString() => Name;
}

internal static class Calls
{
    public static IReadOnlyList<Call> Of(AuthHost host) =>
    [
        .. from endpoint in Endpoints(host).Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is null)
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"]
           select new Call(method, "/" + endpoint.RoutePattern.RawText!.Trim('/'), endpoint.Metadata.GetMetadata<IAcceptsMetadata>()),
    ];

    /// <summary>The routes of the pages, as they are written in them.</summary>
    public static IReadOnlyList<string> Pages(AuthHost host) =>
        [.. Endpoints(host).Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null).Select(e => "/" + e.RoutePattern.RawText!.Trim('/'))];

    public static IReadOnlyList<Call> WithBody(AuthHost host) => [.. Of(host).Where(c => c.Body is not null)];

    /// <summary>The fields of a call's body, as the serializer of the host knows them.</summary>
    public static IReadOnlyList<JsonPropertyInfo> Fields(AuthHost host, Call call) =>
        [.. Json(host).GetTypeInfo(call.Body!.RequestType!).Properties.Where(p => p.Set is not null)];

    /// <summary>Each call with a query string, and the names of its parameters.</summary>
    public static IEnumerable<(string Path, string[] Parameters)> WithQuery(AuthHost host) =>
        from description in host.Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>().ApiDescriptionGroups.Items.SelectMany(g => g.Items)
        let parameters = description.ParameterDescriptions.Where(p => p.Source == BindingSource.Query).Select(p => p.Name).ToArray()
        where parameters.Length > 0
        select ("/" + description.RelativePath, parameters);

    private static IEnumerable<RouteEndpoint> Endpoints(AuthHost host) => host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static JsonSerializerOptions Json(AuthHost host) => host.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
}
