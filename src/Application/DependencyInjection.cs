using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using Auth.Application.Common;
using Auth.Application.Common.Behaviours;
using Auth.Application.Sessions;
using Auth.Application.Users;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Auth.Application;

public static class DependencyInjection
{
    private static readonly Type[] QueryPipeline = [typeof(Observe<,>), typeof(Authorize<,>), typeof(Validate<,>)];
    private static readonly Type[] CommandPipeline = [.. QueryPipeline, typeof(Save<,>)];

    /// <summary>
    /// Registers every use case of the given assemblies with its pipeline. Nothing is registered by hand.
    /// Throws <see cref="InvalidOperationException"/> for a request that does not state who may send it.
    /// </summary>
    public static IServiceCollection AddApplication(this IServiceCollection services, params Assembly[] assemblies)
    {
        ValidatorOptions.Global.PropertyNameResolver = (_, _, expression) => JsonName(expression);
        ValidatorOptions.Global.DefaultRuleLevelCascadeMode = CascadeMode.Stop;

        services.AddScoped<RequestContext>();
        services.AddSingleton<UseCaseMetrics>();
        services.AddScoped<ServiceFactory>(provider => provider.GetService!);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped<IUseCases, UseCases>();
        services.AddScoped<LoggedInAnswer>();
        services.AddSingleton(new UserPageBounds());

        foreach (var type in assemblies.Append(typeof(DependencyInjection).Assembly).SelectMany(a => a.GetTypes())
            .Where(t => t is { IsAbstract: false, IsGenericTypeDefinition: false }))
        {
            foreach (var face in type.GetInterfaces().Where(i => i.IsGenericType))
            {
                var definition = face.GetGenericTypeDefinition();
                if (definition == typeof(IRequestHandler<,>))
                    services.AddScoped(face, type);
                else if (definition == typeof(IValidator<>))
                    services.Add(new ServiceDescriptor(face, type, HasState(type) ? ServiceLifetime.Scoped : ServiceLifetime.Singleton));
                else if (definition == typeof(IUseCase<>))
                    AddPipeline(services, type, face.GetGenericArguments()[0]);
            }

            if (type.IsAssignableTo(typeof(IDomainEventListener)))
                services.AddScoped(typeof(IDomainEventListener), type);
            foreach (var contract in type.GetInterfaces().Where(i => i.Namespace?.EndsWith(".Contracts", StringComparison.Ordinal) == true))
                services.AddScoped(contract, type);
        }

        return services;
    }

    /// <summary>Rules are compiled where a validator is made, which takes longer than most requests; one that is given nothing is the same for all of them.</summary>
    private static bool HasState(Type validator) => validator.GetConstructors().Single().GetParameters().Length > 0;

    /// <summary>The JSON name of the field that a rule is about: <c>r => r.Name.Value</c> is about <c>name</c>.</summary>
    private static string? JsonName(LambdaExpression? expression)
    {
        var member = expression?.Body as MemberExpression;
        while (member?.Expression is MemberExpression inner)
            member = inner;
        return member is null ? null : JsonNamingPolicy.CamelCase.ConvertName(member.Member.Name);
    }

    private static void AddPipeline(IServiceCollection services, Type request, Type answer)
    {
        if (request.GetCustomAttribute<AllowedToAttribute>() is null)
            throw new InvalidOperationException($"{request.Name} does not state who may send it. Put [AllowedTo(...)] on it.");
        var face = typeof(IPipelineBehavior<,>).MakeGenericType(request, typeof(Domain.Common.Result<>).MakeGenericType(answer));
        foreach (var behaviour in request.IsAssignableTo(typeof(ICommand<>).MakeGenericType(answer)) ? CommandPipeline : QueryPipeline)
            services.AddScoped(face, behaviour.MakeGenericType(request, answer));
    }
}
