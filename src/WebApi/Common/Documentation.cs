using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
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
                return Task.CompletedTask;
            });
            options.AddSchemaTransformer((schema, context, _) =>
            {
                Simplify(schema, context.JsonTypeInfo.Type);
                return Task.CompletedTask;
            });
        });
    }

    public static void MapDocumentation(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi().AllowAnonymous();
        // The page as it comes offers its maker's services; here it speaks to this service only.
        routes.MapScalarApiReference("/docs", page => page.WithTitle("Auth").AddPreferredSecuritySchemes(SchemeName)
            .DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideDeveloperTools().HideClientButton()).AllowAnonymous();
    }

    /// <summary>Says of our own small types what they are on the wire.</summary>
    private static void Simplify(OpenApiSchema schema, Type type)
    {
        if (type == typeof(Secret))
            (schema.Type, schema.Properties) = (JsonSchemaType.String, null);
        else if (type == typeof(UserId) || type == typeof(SessionId) || type == typeof(UserId?) || type == typeof(SessionId?))
            (schema.Type, schema.Format, schema.Properties) = (JsonSchemaType.String, "uuid", null);
        else if (type.IsAssignableTo(typeof(IOptional)))
            (schema.Type, schema.Properties) = (JsonSchemaType.String | JsonSchemaType.Null, null);
    }
}
