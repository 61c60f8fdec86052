using Auth.Domain.Common;
using FluentValidation;
using MediatR;

namespace Auth.Application.Common.Behaviours;

/// <summary>Refuses a request of the wrong shape, naming every wrong field by its JSON name. Shape only: no database, no waiting.</summary>
internal sealed class Validate<TRequest, T>(IEnumerable<IValidator<TRequest>> validators) : IPipelineBehavior<TRequest, Result<T>>
    where TRequest : IUseCase<T>
{
    public async Task<Result<T>> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<Result<T>> next)
    {
        FieldError[] wrong =
        [
            .. from validator in validators
               from failure in validator.Validate(request).Errors
               select new FieldError(failure.PropertyName, failure.ErrorCode, failure.ErrorMessage),
        ];
        return wrong.Length == 0 ? await next() : CommonErrors.ValidationFailed(wrong);
    }
}
