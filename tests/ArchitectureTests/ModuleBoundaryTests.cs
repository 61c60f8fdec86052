using Auth.Application.Credentials;
using Auth.Application.Sessions;
using Auth.Application.Users;
using Auth.Domain.Audit;
using Auth.Domain.Common;
using Auth.Domain.Credentials;
using Auth.Domain.Payments;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Auth.WebApi.Audit;
using Auth.WebApi.Common;
using Auth.WebApi.Pages;

namespace Auth.ArchitectureTests;

/// <summary>
/// Which module may know which, and by which doors. A module is entered through its <c>Contracts</c>, its events and its ids; what else an
/// arrow needs stands on the arrow, and the domain does without.
/// </summary>
public sealed class ModuleBoundaryTests
{
    /// <summary>What every module may know: it belongs to none of them.</summary>
    private const string Common = "Common";

    /// <summary>
    /// No module: a screen shows what several modules know, so the pages put them together and may know every module's requests, answers and errors. They are the
    /// outermost, and nobody may know them.
    /// </summary>
    private const string Pages = "Pages";

    private static readonly string[] Modules = ["Users", "Credentials", "Sessions", "Audit", Common];

    private static readonly string[] LayersWithModules = ["Auth.Domain", "Auth.Application", "Auth.WebApi"];

    /// <summary>They put the modules together, so they know them all; nothing else stands outside of a module.</summary>
    private static readonly Type[] Composition = [typeof(Auth.Application.DependencyInjection)];

    private static readonly Arrow[] Map =
    [
        new("Credentials", "Users", "a credential is a user's, and a changed password is told as something that happened to them"),
        new("Sessions", "Users", "a session is a user's; login finds them, a token names their role, a suspension ends their sessions", typeof(Role)),
        new("Sessions", "Credentials", "login checks a password; a changed one ends the other sessions"),
        new("Audit", "Users", "the trail tells what happened to a user and by whom, and forgets who withdrew"),
        new("Audit", "Sessions", "the trail tells of sessions and of refused logins, and from which session somebody acted"),
        new(
            "Users",
            "Credentials",
            "registering sets a password and withdrawing checks one; the account's calls include the password's",
            typeof(PasswordHash), typeof(CredentialErrors), typeof(ChangePassword)),
        new(Common, "Users", "a request has a caller, with a role, who came by a channel", typeof(Role), typeof(Channel)),
        new(Common, "Sessions", "a caller has a session and a device; a token is refused in the pipeline and at the edge, which keeps a browser's in cookies", typeof(Device), typeof(SessionErrors), typeof(LoggedIn), typeof(IRefreshTokens), typeof(PresentedRefreshToken)),
        new(Common, "Audit", "a request knows its origin, which the trail writes down", typeof(Origin)),
    ];

    [Fact]
    public void The_map_names_every_module_that_there_is()
    {
        Unnamed(Product.Types).ShouldBeEmpty();
        Unnamed(Product.Canaries.GetTypes()).ShouldBe([typeof(UnknownModuleCanary)]);

        // And none that there is no more.
        Modules.Except(Product.Types.Select(ModuleOf)).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_but_the_composition_stands_outside_of_a_module() =>
        Product.Types.Where(t => t.Namespace is { } name && LayersWithModules.Contains(name) && !t.IsNested).ShouldBe(Composition);

    [Fact]
    public void A_module_knows_only_whom_the_map_lets_it_know_and_by_the_doors_only()
    {
        Func<Knowledge, IEnumerable<Dependency>> rule = knowledge => Crossing(knowledge).Where(d => !IsAllowed(d));

        rule.ShouldHoldAndCatch(
            typeof(UsersKnowsCredentialsInDomainCanary),
            typeof(UsersKnowsSessionsCanary),
            typeof(SessionsEntersUsersTablesCanary),
            typeof(AuditEndpointsKnowUsersCanary));
    }

    [Fact]
    public void The_pages_know_of_a_module_what_is_asked_and_answered_and_nothing_of_how()
    {
        Func<Knowledge, IEnumerable<Dependency>> rule = knowledge => knowledge.Dependencies
            .Where(d => IsPage(d.FromNamespace) && ModuleOf(d.ToNamespace) is not null && !IsPage(d.ToNamespace) && !IsForPages(d));

        rule.ShouldHoldAndCatch(typeof(PagesEnterUsersTablesCanary), typeof(PagesKnowTheUserItselfCanary), typeof(PagesKnowEndpointsCanary));
    }

    [Fact]
    public void Nobody_knows_the_pages()
    {
        Func<Knowledge, IEnumerable<Dependency>> rule = knowledge => knowledge.Dependencies
            .Where(d => IsPage(d.ToNamespace) && !IsPage(d.FromNamespace) && ModuleOf(d.FromNamespace) is not null);

        rule.ShouldHoldAndCatch(typeof(CommonKnowsPagesCanary));
    }

    [Fact]
    public void Every_arrow_has_a_reason_and_is_used()
    {
        foreach (var arrow in Map)
        {
            arrow.Reason.ShouldNotBeNullOrWhiteSpace();
            var used = Crossing(Product.Knowledge).Where(d => ModuleOf(d.FromNamespace) == arrow.From && ModuleOf(d.ToNamespace) == arrow.To)
                .Select(d => d.To.FullName).ToHashSet();
            used.ShouldNotBeEmpty($"{arrow.From} -> {arrow.To} leads nowhere");
            arrow.Doors.Where(d => !used.Contains(d.FullName!)).ShouldBeEmpty($"doors of {arrow.From} -> {arrow.To} that nobody goes through");
        }

        Map.Select(a => (a.From, a.To)).ShouldBeUnique();
    }

    /// <summary>Users is at the bottom of the domain: were it to know the others there, nothing could be understood alone.</summary>
    [Fact]
    public void The_modules_of_the_domain_have_no_cycle()
    {
        Entangled(Product.Knowledge).ShouldBeEmpty();
        Entangled(Product.KnowledgeWithCanaries).ShouldBe(["Users", "Credentials", "Sessions", "Audit"]);
    }

    /// <summary>What is left when those who know nobody are taken away, again and again: the modules of a cycle and who knows them.</summary>
    private static List<string> Entangled(Knowledge knowledge)
    {
        var arrows = Crossing(knowledge).Where(IsInDomain).Select(d => (From: ModuleOf(d.FromNamespace)!, To: ModuleOf(d.ToNamespace)!)).Distinct().ToList();
        var left = Modules.ToList();
        while (left.Find(m => !arrows.Exists(a => a.From == m && left.Contains(a.To))) is { } free)
            left.Remove(free);
        return left;
    }

    private static IEnumerable<Type> Unnamed(IEnumerable<Type> types) => types.Where(t => ModuleOf(t) is { } module && module != Pages && !Modules.Contains(module));

    private static IEnumerable<Dependency> Crossing(Knowledge knowledge) => knowledge.Dependencies
        .Where(d => ModuleOf(d.FromNamespace) is { } from && ModuleOf(d.ToNamespace) is { } to && from != to && to != Common && from != Pages && to != Pages);

    private static bool IsAllowed(Dependency dependency) =>
        Array.Find(Map, a => a.From == ModuleOf(dependency.FromNamespace) && a.To == ModuleOf(dependency.ToNamespace)) is { } arrow
        && (IsDoor(dependency) || (!IsInDomain(dependency) && arrow.Doors.Any(d => d.FullName == dependency.To.FullName)));

    private static bool IsPage(string name) => LayerTests.IsWithin(name, $"Auth.WebApi.{Pages}");

    /// <summary>Not a table, not an aggregate, not the endpoints, which are beside the pages.</summary>
    private static bool IsForPages(Dependency dependency)
    {
        if (ModuleOf(dependency.ToNamespace) == Common)
            return true;
        var type = Product.Types.FirstOrDefault(t => t.FullName == dependency.To.FullName);
        return type?.Assembly == Product.Application && !type.IsInterface || type?.Assembly == Product.Domain && !type.IsAssignableTo(typeof(Entity));
    }

    private static bool IsInDomain(Dependency dependency) => LayerTests.IsWithin(dependency.FromNamespace, "Auth.Domain");

    private static bool IsDoor(Dependency dependency)
    {
        if (dependency.ToNamespace.EndsWith(".Contracts", StringComparison.Ordinal))
            return true;
        var type = Product.Types.FirstOrDefault(t => t.FullName == dependency.To.FullName);
        return type?.Assembly == Product.Domain
            && (type.IsAssignableTo(typeof(IDomainEvent)) || type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEntityId<>)));
    }

    private static string? ModuleOf(Type type) => type.Namespace is { } name ? ModuleOf(name) : null;

    /// <summary>The folder below the layer, whatever it is called: a new one is found without anybody writing it down.</summary>
    private static string? ModuleOf(string name) =>
        Array.Find(LayersWithModules, layer => name.StartsWith($"{layer}.", StringComparison.Ordinal)) is { } layer ? name[(layer.Length + 1)..].Split('.')[0] : null;

    private sealed record Arrow(string From, string To, string Reason, params Type[] Doors);
}
