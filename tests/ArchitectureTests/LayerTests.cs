using System.Reflection;
using Auth.Application.Users;
using Auth.Domain.Users;
using Auth.Infrastructure.Tokens;
using Auth.WebApi.Audit;

namespace Auth.ArchitectureTests;

/// <summary>The arrows point inward: WebApi -> Infrastructure -> Application -> Domain.</summary>
public sealed class LayerTests
{
    [Fact]
    public void Domain_knows_no_other_layer_and_no_package()
    {
        Rule("Auth.Domain", mayKnow: ["Auth.Domain", "System"]).ShouldHoldAndCatch(typeof(DomainUsesPackageCanary), typeof(DomainKnowsApplicationCanary));

        Packages(Product.Domain).ShouldBeEmpty();
        Packages(Product.Canaries).ShouldContain("Shouldly");
    }

    [Fact]
    public void Application_knows_neither_infrastructure_nor_the_web() => Rule(
            "Auth.Application",
            mayKnow:
            [
                "Auth.Application", "Auth.Domain", "System", "MediatR", "FluentValidation", "PhoneNumbers", "Microsoft.EntityFrameworkCore",
                "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Logging", "Microsoft.Extensions.Options",
            ])
        .ShouldHoldAndCatch(typeof(ApplicationKnowsInfrastructureCanary), typeof(ApplicationKnowsHttpCanary));

    [Fact]
    public void Infrastructure_does_not_know_the_web_api() =>
        RuleAgainst("Auth.Infrastructure", "Auth.WebApi").ShouldHoldAndCatch(typeof(InfrastructureKnowsWebApiCanary));

    [Fact]
    public void The_web_api_touches_neither_mediatr_nor_the_database() =>
        RuleAgainst("Auth.WebApi", "MediatR", "Microsoft.EntityFrameworkCore", "Microsoft.Data", "MySqlConnector")
            .ShouldHoldAndCatch(typeof(WebApiUsesMediatRCanary), typeof(WebApiUsesEntityFrameworkCanary));

    /// <summary>Whoever implements our own interfaces inherits these of MediatR; naming any other would spread a change of its version over all use cases.</summary>
    [Fact]
    public void Use_cases_speak_to_our_own_interfaces_and_not_to_mediatr()
    {
        string[] inherited = ["MediatR.IBaseRequest", "MediatR.IRequest`1", "MediatR.IRequestHandler`2"];
        Func<Knowledge, IEnumerable<Dependency>> rule = knowledge => knowledge.Dependencies
            .Where(d => IsWithin(d.FromNamespace, "Auth.Application") && d.FromNamespace != "Auth.Application" && !IsWithin(d.FromNamespace, "Auth.Application.Common"))
            .Where(d => IsWithin(d.ToNamespace, "MediatR") && !inherited.Contains(d.To.FullName));

        rule.ShouldHoldAndCatch(typeof(ApplicationUsesMediatRCanary));
    }

    /// <summary>A type in a namespace of another layer would slip through every rule here.</summary>
    [Fact]
    public void Every_type_stands_in_its_own_layers_namespace()
    {
        foreach (var (assembly, layer) in Product.Layers.Zip(["Auth.Domain", "Auth.Application", "Auth.Infrastructure", "Auth.WebApi"]))
        {
            assembly.GetTypes().Where(t => t.Namespace is { } name && IsWithin(name, "Auth") && !IsWithin(name, layer)).ShouldBeEmpty();
            assembly.GetTypes().Count(t => t.Namespace is { } name && IsWithin(name, layer)).ShouldBeGreaterThan(10);
        }
    }

    internal static bool IsWithin(string name, string space) => name == space || name.StartsWith($"{space}.", StringComparison.Ordinal);

    private static Func<Knowledge, IEnumerable<Dependency>> Rule(string layer, string[] mayKnow) => knowledge => knowledge.Dependencies
        .Where(d => IsWithin(d.FromNamespace, layer) && !mayKnow.Any(m => IsWithin(d.ToNamespace, m)) && !IsEmbedded(d));

    private static Func<Knowledge, IEnumerable<Dependency>> RuleAgainst(string layer, params string[] mustNotKnow) => knowledge => knowledge.Dependencies
        .Where(d => IsWithin(d.FromNamespace, layer) && mustNotKnow.Any(m => IsWithin(d.ToNamespace, m)));

    /// <summary>Attributes that the compiler puts into the assembly itself.</summary>
    private static bool IsEmbedded(Dependency dependency) => dependency.ToNamespace is "Microsoft.CodeAnalysis";

    private static IEnumerable<string> Packages(Assembly assembly)
    {
        var platform = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return assembly.GetReferencedAssemblies().Select(a => a.Name!).Where(name => !File.Exists(Path.Combine(platform, $"{name}.dll")));
    }
}
