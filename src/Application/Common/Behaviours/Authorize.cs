using System.Reflection;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using MediatR;

namespace Auth.Application.Common.Behaviours;

/// <summary>
/// Lets a request pass only for whom it is allowed to. The session and the role are read from the database each time, so a logout, a suspension
/// or a demotion counts at once, whatever an older token says.
/// </summary>
internal sealed class Authorize<TRequest, T>(
    RequestContext context, ISignedInCallers callers, IUnitOfWork unitOfWork, TimeProvider clock, ISignedInCallers<TRequest>? ofThisRequest = null)
    : IPipelineBehavior<TRequest, Result<T>>
    where TRequest : IUseCase<T>
{
    private static readonly Caller Allowed = typeof(TRequest).GetCustomAttribute<AllowedToAttribute>()?.Caller
        ?? throw new InvalidOperationException($"{typeof(TRequest).Name} does not state [AllowedTo].");

    public async Task<Result<T>> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<Result<T>> next)
    {
        if (Allowed == Caller.Host)
            return context.Channel == Channel.Host ? await next() : CommonErrors.Forbidden;
        if (Allowed == Caller.Anyone)
            return await next();

        if (context.Identity is null)
            return context.IdentityError ?? SessionErrors.TokenMissing;
        context.Caller = await (ofThisRequest ?? callers).FindAsync(context.Identity, cancellationToken);
        if (context.Caller is null)
            return SessionErrors.TokenInvalid;
        if (Allowed == Caller.Administrator && context.Caller.Role != Role.Admin)
            return await RefuseAsync(cancellationToken);
        return request is ISensitive { IsSensitive: true } && !context.Caller.HasRecentPassword(clock.GetUtcNow())
            ? CommonErrors.ReauthenticationRequired
            : await next();
    }

    private Task<Result<T>> RefuseAsync(CancellationToken cancellationToken) => unitOfWork.RunAsync(
        () =>
        {
            unitOfWork.Tell(new AccessRefused());
            return Task.FromResult<Result<T>>(CommonErrors.Forbidden);
        },
        cancellationToken);
}
