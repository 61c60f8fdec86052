using System.Reflection;
using System.Text.RegularExpressions;
using Auth.ArchitectureTests.Canaries;
using Auth.Domain.Common;

namespace Auth.ArchitectureTests;

/// <summary>Error codes are public API: each means one thing, is declared in one place and is explained.</summary>
public sealed partial class ErrorCodeTests
{
    private static readonly Declaration[] Declared = [.. DeclarationsIn(Product.Types)];
    private static readonly Declaration[] WithCanaries = [.. DeclarationsIn(Product.Types.Append(typeof(CanaryErrors)))];

    [Fact]
    public void Every_code_is_declared_once()
    {
        Declared.Length.ShouldBeGreaterThan(25);
        Doubled(Declared).ShouldBeEmpty();
        Doubled(WithCanaries).ShouldBe(["username_taken", "forbidden", "cursor_invalid"], ignoreOrder: true);
    }

    [Fact]
    public void Every_code_is_in_snake_case()
    {
        Misspelt(Declared).ShouldBeEmpty();
        Misspelt(WithCanaries).ShouldBe(["Not-Snake"]);
    }

    [Fact]
    public void Every_error_is_declared_in_a_class_of_errors()
    {
        Homeless(Product.Knowledge).ShouldBeEmpty();
        Homeless(Product.KnowledgeWithCanaries).ShouldBe([typeof(HomelessErrorCanary).FullName!]);
        Product.Types.Where(IsErrors).ShouldAllBe(t => t.IsAbstract && t.IsSealed);
    }

    [Fact]
    public void Every_code_that_an_answer_can_have_is_explained_in_the_documentation()
    {
        Unexplained(Declared).ShouldBeEmpty();
        Unexplained(WithCanaries).ShouldBe(["Not-Snake"]);
    }

    private static IEnumerable<string> Doubled(IEnumerable<Declaration> declared) =>
        declared.GroupBy(d => d.OwnCode).Where(g => g.Select(d => d.Where).Distinct().Count() > 1).Select(g => g.Key);

    private static IEnumerable<string> Misspelt(IEnumerable<Declaration> declared) =>
        declared.SelectMany(d => new[] { d.OwnCode, d.AnsweredCode }).Distinct().Where(code => !SnakeCase().IsMatch(code));

    private static IEnumerable<string> Homeless(Knowledge knowledge) => knowledge.Calls
        .Where(c => c.Target.FullName == typeof(Error).FullName && c.TargetMember.Name.StartsWith(".ctor(", StringComparison.Ordinal))
        .Where(c => c.Origin.FullName != typeof(Error).FullName && !c.Origin.Name.EndsWith("Errors", StringComparison.Ordinal))
        .Select(c => c.Origin.FullName).Distinct();

    private static IEnumerable<string> Unexplained(IEnumerable<Declaration> declared)
    {
        var rows = File.ReadAllLines(Path.Combine(Product.Repository.FullName, "docs", "errors.md"));
        return declared.Select(d => d.AnsweredCode).Distinct().Where(code => !rows.Any(row => row.StartsWith($"| `{code}`", StringComparison.Ordinal)));
    }

    /// <summary>Every error of the product; one that is made for each refusal with example values.</summary>
    internal static IEnumerable<Error> Errors => ErrorsIn(Product.Types).Select(e => e.Error);

    private static IEnumerable<Declaration> DeclarationsIn(IEnumerable<Type> types) => ErrorsIn(types).Select(e => Declaration.Of(e.Where, e.Error));

    private static IEnumerable<(string Where, Error Error)> ErrorsIn(IEnumerable<Type> types) => types.Where(IsErrors).SelectMany(type =>
        type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Where(f => f.FieldType == typeof(Error))
            .Select(f => ($"{type.Name}.{f.Name}", (Error)f.GetValue(null)!))
            .Concat(type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Where(IsFactory)
                .Select(m => ($"{type.Name}.{m.Name}", (Error)m.Invoke(null, [.. m.GetParameters().Select(Example)])!))));

    private static bool IsErrors(Type type) => type is { IsClass: true, IsNested: false } && type.Name.EndsWith("Errors", StringComparison.Ordinal);

    /// <summary>Not what looks up an error that is declared elsewhere, which may find none, nor what is given its code by the caller.</summary>
    private static bool IsFactory(MethodInfo method) =>
        method.ReturnType == typeof(Error)
        && new NullabilityInfoContext().Create(method.ReturnParameter).ReadState == NullabilityState.NotNull
        && method.GetParameters().All(p => p.Name != "code");

    private static object Example(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var t when t == typeof(TimeSpan) => TimeSpan.FromSeconds(1),
        var t when t == typeof(string) => "example",
        var t when t == typeof(IReadOnlyList<FieldError>) => Array.Empty<FieldError>(),
        var t => throw new InvalidOperationException($"Give an example of {t.Name} here, so that {parameter.Member.Name} can be looked at."),
    };

    [GeneratedRegex("^[a-z]+(_[a-z]+)*$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SnakeCase();

    /// <summary>What an error calls itself: its field's code where it is about one field, which all share the code that is answered.</summary>
    private sealed record Declaration(string Where, string OwnCode, string AnsweredCode)
    {
        public static Declaration Of(string where, Error error) => new(where, error.Fields is [var field] ? field.Code : error.Code, error.Code);
    }
}
