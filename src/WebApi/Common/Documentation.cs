using System.Text.Json;
using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using FluentValidation;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Auth.WebApi.Common;

/// <summary>The OpenAPI document, and a page to read it by.</summary>
internal static class Documentation
{
    private const string SchemeName = "bearer";

    public static void AddDocumentation(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddOpenApi(options =>
        {
            options.CreateSchemaReferenceId = type => IsSimple(type.Type) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo { Title = "Auth", Version = "1", Description = "Register, log in, stay logged in, manage and withdraw." };
                document.Servers = [];
                document.Components ??= new OpenApiComponents();
                document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                {
                    [SchemeName] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" },
                };
                return Task.CompletedTask;
            });
            options.AddOperationTransformer((operation, context, _) =>
            {
                if (!context.Description.ActionDescriptor.EndpointMetadata.OfType<Microsoft.AspNetCore.Authorization.IAllowAnonymous>().Any())
                    operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(SchemeName, context.Document)] = [] }];
                foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>().Where(p => p.In != ParameterLocation.Header) ?? [])
                    parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
                return Task.CompletedTask;
            });
            options.AddSchemaTransformer((schema, context, _) =>
            {
                Simplify(schema, context.JsonTypeInfo.Type);
                RequireFields(schema, context);
                return Task.CompletedTask;
            });
        });
    }

    public static void MapDocumentation(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi/v1.json").AllowAnonymous().RequireRateLimiting(RequestLimits.Anonymous);
        // The page as it comes offers its maker's services; here it speaks to this service only.
        routes.MapScalarApiReference("/docs", page => page.WithTitle("Auth").AddPreferredSecuritySchemes(SchemeName).WithNonce()
            .DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideDeveloperTools().HideClientButton()).AllowAnonymous().RequireRateLimiting(RequestLimits.Anonymous);
    }

    /// <summary>What the page to read the document by may do; null for every other answer. Its script, which carries the nonce, writes styles into the page.</summary>
    public static string? Policy(HttpContext http) => http.Items[ScalarOptions.NonceHttpContextItemKey] is string nonce
        ? $"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'unsafe-inline'; img-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
        : null;

    /// <summary>Types of ours that are a string on the wire.</summary>
    private static bool IsSimple(Type type) =>
        type == typeof(Secret) || type.IsAssignableTo(typeof(IOptional)) || Value(type) is { } value && (value == typeof(UserId) || value == typeof(SessionId));

    private static Type Value(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    /// <summary>Says of types with a converter what they are on the wire.</summary>
    private static void Simplify(OpenApiSchema schema, Type type)
    {
        var format = Value(type) switch
        {
            var t when t == typeof(UserId) || t == typeof(SessionId) => "uuid",
            var t when t == typeof(DateTimeOffset) => "date-time",
            _ => null,
        };
        if (!IsSimple(type) && format is null && !Value(type).IsEnum)
            return;
        var canBeNull = Value(type) != type || type.IsAssignableTo(typeof(IOptional));
        (schema.Type, schema.Format, schema.Properties) = (canBeNull ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String, format, null);
        if (type == typeof(Secret))
            schema.Description = null; // Its summary speaks to those who write code here.
    }

    /// <summary>The fields that a request cannot do without are those that its validator misses in an empty one.</summary>
    private static void RequireFields(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(ProblemDetails))
            schema.Required!.Remove("errors");
        if (!type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IUseCase<>)))
            return;

        using var scope = context.ApplicationServices.CreateScope();
        var validator = (IValidator?)scope.ServiceProvider.GetService(typeof(IValidator<>).MakeGenericType(type));
        var empty = JsonSerializer.Deserialize("{}", context.JsonTypeInfo)!;
        schema.Required = validator?.Validate(new ValidationContext<object>(empty)).Errors.Select(e => e.PropertyName).ToHashSet(StringComparer.Ordinal);
        foreach (var field in schema.Required?.Select(name => schema.Properties![name]).OfType<OpenApiSchema>() ?? [])
            field.Type &= ~JsonSchemaType.Null;
    }
}
