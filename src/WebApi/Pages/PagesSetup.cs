using System.Text.Encodings.Web;
using System.Text.Unicode;
using Auth.Application.Credentials;
using Auth.Infrastructure;
using Auth.WebApi.Common;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewComponents;
using Microsoft.Extensions.Options;

namespace Auth.WebApi.Pages;

/// <summary>Registers and maps the pages.</summary>
internal static class PagesSetup
{
    public static void AddPages(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<PageOptions>(configuration, PageOptions.Section);
        services.AddOptions<ServiceName>().Configure<IOptions<PageOptions>>((name, pages) => name.Value = pages.Value.ServiceName);
        services.AddScoped<Frame>();
        services.AddScoped(provider => provider.GetRequiredService<Frame>().Texts);
        services.AddRazorPages().AddMvcOptions(mvc =>
        {
            mvc.Filters.Add<GuardPages>();
            mvc.ModelBinderProviders.Insert(0, new FormBinding());
            mvc.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>(); // It fails on a name with an open bracket.
            mvc.ModelValidatorProviders.Clear(); // The use cases have the rules.
            mvc.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
        }).AddRazorPagesOptions(pages => pages.Conventions.ConfigureFilter(new IgnoreAntiforgeryTokenAttribute())); // GuardPages asks, and shows the form again.
        services.AddMvcCore().ConfigureApplicationPartManager(parts =>
        {
            // There are neither, and whoever looks for them loads what any type of this assembly is built on.
            foreach (var finder in parts.FeatureProviders.Where(f => f is ControllerFeatureProvider or ViewComponentFeatureProvider).ToList())
                parts.FeatureProviders.Remove(finder);
        });
        services.AddAntiforgery();
        services.AddOptions<Microsoft.AspNetCore.Antiforgery.AntiforgeryOptions>().Configure<IHttpContextAccessor>((options, accessor) =>
        {
            options.FormFieldName = CookieAuthentication.AntiforgeryField;
            options.HeaderName = CookieAuthentication.AntiforgeryHeader;
            options.SuppressXFrameOptionsHeader = true; // The content security policy says it.
            options.Cookie = new AntiforgeryCookie(accessor);
        });
        // Or every Hangul syllable goes out as an entity of eight bytes.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
    }

    public static void MapPages(this IEndpointRouteBuilder routes) => routes.MapRazorPages().RequireRateLimiting(RequestLimits.Anonymous);

    private sealed class AntiforgeryCookie(IHttpContextAccessor accessor) : CookieBuilder
    {
        /// <summary>Depends on whether this request came by https.</summary>
        public override string? Name
        {
            get => accessor.HttpContext is { } http ? Cookies.Name(http, "csrf") : "";
            set { }
        }

        public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom) => Cookies.Options(context);
    }
}
