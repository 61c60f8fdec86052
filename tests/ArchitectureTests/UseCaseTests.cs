using System.Reflection;
using Auth.Application;
using Auth.Application.Common;
using Auth.ArchitectureTests.Canaries;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Auth.ArchitectureTests;

public sealed class UseCaseTests
{
    private static readonly Type[] UseCases = [.. UseCasesIn(Product.Types)];
    private static readonly Type[] Canaries = [.. UseCasesIn(Product.Canaries.GetTypes())];

    [Fact]
    public void Every_use_case_is_found() => UseCases.Length.ShouldBeGreaterThan(15);

    [Fact]
    public void Every_use_case_states_who_may_send_it()
    {
        Silent(UseCases).ShouldBeEmpty();
        Silent(Canaries).ShouldBe([typeof(SilentCanary)]);
    }

    [Fact]
    public void The_host_does_not_start_with_a_use_case_that_states_nothing()
    {
        Should.NotThrow(() => new ServiceCollection().AddApplication());
        Should.Throw<InvalidOperationException>(() => new ServiceCollection().AddApplication(Product.Canaries)).Message.ShouldContain(nameof(SilentCanary));
    }

    [Fact]
    public void Every_use_case_is_sealed()
    {
        UseCases.Where(t => !t.IsSealed).ShouldBeEmpty();
        Canaries.Where(t => !t.IsSealed).ShouldBe([typeof(OpenCanary)]);
    }

    [Fact]
    public void Every_use_case_has_exactly_one_handler()
    {
        WithoutOneHandler(UseCases, Product.Types).ShouldBeEmpty();
        WithoutOneHandler(Canaries, Product.Canaries.GetTypes()).ShouldBe([typeof(UnhandledCanary), typeof(TwiceHandledCanary)], ignoreOrder: true);
    }

    [Fact]
    public void Handlers_and_validators_are_internal_and_sealed()
    {
        Exposed(Product.Types).ShouldBeEmpty();
        Exposed(Product.Canaries.GetTypes()).ShouldBe([typeof(UnsealedCanaryHandler), typeof(PublicCanaryValidator)], ignoreOrder: true);
        Product.Types.Count(IsHandlerOrValidator).ShouldBeGreaterThan(UseCases.Length);
    }

    [Fact]
    public void Every_use_case_stands_with_its_handler_in_a_file_of_its_name()
    {
        foreach (var useCase in UseCases)
        {
            var path = Path.Combine(Product.Repository.FullName, "src", "Application", useCase.Namespace!.Split('.')[2], $"{useCase.Name}.cs");
            File.Exists(path).ShouldBeTrue(path);
            File.ReadAllText(path).ShouldContain($"IHandler<{useCase.Name},", Case.Sensitive, path);
        }
    }

    [Fact]
    public void Every_use_case_has_a_test_class_of_its_name()
    {
        Untested(UseCases).ShouldBeEmpty();
        Untested(Canaries).ShouldBe(Canaries.Select(c => c.Name), ignoreOrder: true);
    }

    private static IEnumerable<Type> UseCasesIn(IEnumerable<Type> types) =>
        types.Where(t => t is { IsAbstract: false } && t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IUseCase<>)));

    private static IEnumerable<Type> Silent(IEnumerable<Type> useCases) => useCases.Where(t => t.GetCustomAttribute<AllowedToAttribute>() is null);

    private static IEnumerable<Type> WithoutOneHandler(IEnumerable<Type> useCases, IEnumerable<Type> types)
    {
        var handled = types.Where(t => !t.IsAbstract).SelectMany(t => t.GetInterfaces())
            .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)).Select(i => i.GetGenericArguments()[0]).ToList();
        return useCases.Where(u => handled.Count(h => h == u) != 1);
    }

    private static IEnumerable<Type> Exposed(IEnumerable<Type> types) => types.Where(IsHandlerOrValidator).Where(t => t.IsVisible || !t.IsSealed);

    private static bool IsHandlerOrValidator(Type type) => type is { IsAbstract: false, IsClass: true } && type.GetInterfaces().Any(i =>
        i.IsGenericType && (i.GetGenericTypeDefinition() == typeof(IRequestHandler<,>) || i.GetGenericTypeDefinition() == typeof(IValidator<>)));

    private static IEnumerable<string> Untested(IEnumerable<Type> useCases)
    {
        var tests = Path.Combine(Product.Repository.FullName, "tests", "IntegrationTests");
        var classes = Directory.EnumerateFiles(tests, "*Tests.cs", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ToHashSet();
        return useCases.Select(u => u.Name).Where(name => !classes.Contains($"{name}Tests"));
    }
}
