using Auth.Domain.Common;
using MediatR;

namespace Auth.Application.Common.Behaviours;

/// <summary>Runs the handler of a command in a unit of work.</summary>
internal sealed class Save<TRequest, T>(IUnitOfWork unitOfWork) : IPipelineBehavior<TRequest, Result<T>>
    where TRequest : ICommand<T>
{
    public Task<Result<T>> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<Result<T>> next) =>
        unitOfWork.RunAsync(() => next(), cancellationToken);
}
