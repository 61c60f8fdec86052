using Auth.Domain.Common;
using MediatR;

namespace Auth.Application.Common;

/// <summary>Every request answers with a <see cref="Result{T}"/>; what can be expected is a refusal, not an exception.</summary>
public interface IUseCase<T> : IRequest<Result<T>>;

/// <summary>A request that may change something. Its handler runs in a unit of work and does not save by itself.</summary>
public interface ICommand<T> : IUseCase<T>;

/// <summary>A request that changes nothing.</summary>
public interface IQuery<T> : IUseCase<T>;

/// <summary>The one handler of a request.</summary>
public interface IHandler<in TRequest, T> : IRequestHandler<TRequest, Result<T>>
    where TRequest : IUseCase<T>;

/// <summary>Sends a request through the pipeline to its handler. What the edge knows of this layer.</summary>
public interface IUseCases
{
    Task<Result<T>> SendAsync<T>(IUseCase<T> request, CancellationToken cancellationToken);
}

internal sealed class UseCases(IMediator mediator) : IUseCases
{
    public Task<Result<T>> SendAsync<T>(IUseCase<T> request, CancellationToken cancellationToken) => mediator.Send(request, cancellationToken);
}

/// <summary>Hears of everything that happened, inside the unit of work in which it happened.</summary>
public interface IDomainEventListener
{
    Task HandleAsync(IDomainEvent happened, CancellationToken cancellationToken);
}
