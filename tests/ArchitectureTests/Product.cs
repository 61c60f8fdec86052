using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Dependencies;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;
using Type = System.Type;

namespace Auth.ArchitectureTests;

/// <summary>The product as it was compiled, alone and together with the canaries of this assembly.</summary>
internal static class Product
{
    public static readonly Assembly Domain = typeof(Auth.Domain.Common.Entity).Assembly;
    public static readonly Assembly Application = typeof(Auth.Application.DependencyInjection).Assembly;
    public static readonly Assembly Infrastructure = typeof(Auth.Infrastructure.DependencyInjection).Assembly;
    public static readonly Assembly WebApi = typeof(Program).Assembly;
    public static readonly Assembly[] Layers = [Domain, Application, Infrastructure, WebApi];

    /// <summary>This assembly: its fixtures break a rule each on purpose and stand in the product's namespaces.</summary>
    public static readonly Assembly Canaries = typeof(Product).Assembly;

    private static readonly Lazy<Knowledge> Alone = new(() => Knowledge.Of(Layers));
    private static readonly Lazy<Knowledge> Together = new(() => Knowledge.Of([.. Layers, Canaries]));

    public static Knowledge Knowledge => Alone.Value;

    public static Knowledge KnowledgeWithCanaries => Together.Value;

    public static IEnumerable<Type> Types { get; } = [.. Layers.SelectMany(a => a.GetTypes())];

    public static DirectoryInfo Repository { get; } = FindRepository();

    private static DirectoryInfo FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Auth.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        return folder;
    }
}

/// <summary>One type that knows another, by its signature, its attributes or the body of a method.</summary>
internal sealed record Dependency(IType From, IType To)
{
    public string FromNamespace => From.Namespace.FullName;

    public string ToNamespace => To.Namespace.FullName;

    public override string ToString() => $"{From.FullName} -> {To.FullName}";
}

/// <summary>Who knows whom. What the compiler writes into the code as a number, constants and members of enumerations, leaves no trace.</summary>
internal sealed record Knowledge(IReadOnlyList<Dependency> Dependencies, IReadOnlyList<MethodCallDependency> Calls)
{
    public static Knowledge Of(Assembly[] assemblies)
    {
        var all = new ArchLoader().LoadAssemblies(assemblies).Build().Types.SelectMany(t => t.Dependencies).ToList();
        return new Knowledge(
            [.. all.Where(d => d.Origin != d.Target && !d.Origin.IsGenericParameter && !d.Target.IsGenericParameter).Select(d => new Dependency(d.Origin, d.Target)).Distinct()],
            [.. all.OfType<MethodCallDependency>()]);
    }
}

internal static class Expectations
{
    /// <summary>The rule holds in the product, and it would catch each of the canaries.</summary>
    public static void ShouldHoldAndCatch(this Func<Knowledge, IEnumerable<Dependency>> rule, params Type[] canaries)
    {
        rule(Product.Knowledge).Select(d => d.ToString()).ShouldBeEmpty();
        rule(Product.KnowledgeWithCanaries).Select(d => d.From.FullName).Distinct().ShouldBe(canaries.Select(c => c.FullName), ignoreOrder: true);
    }
}
