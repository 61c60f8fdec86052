using Auth.Application.Common;
using Auth.Domain.Common;
using FluentValidation;

namespace Auth.ArchitectureTests.Canaries;

/// <summary>States nothing about who may send it.</summary>
internal sealed record SilentCanary : IQuery<Done>;

internal sealed class SilentCanaryHandler : CanaryHandler<SilentCanary>;

[AllowedTo(Caller.Host)]
public record OpenCanary : ICommand<Done>;

internal sealed class OpenCanaryHandler : CanaryHandler<OpenCanary>;

[AllowedTo(Caller.Host)]
internal sealed record UnhandledCanary : ICommand<Done>;

[AllowedTo(Caller.Host)]
internal sealed record TwiceHandledCanary : ICommand<Done>;

internal class UnsealedCanaryHandler : CanaryHandler<TwiceHandledCanary>;

internal sealed class SecondCanaryHandler : UnsealedCanaryHandler;

public sealed class PublicCanaryValidator : AbstractValidator<object>;

internal abstract class CanaryHandler<T> : IHandler<T, Done>
    where T : IUseCase<Done>
{
    public Task<Result<Done>> Handle(T request, CancellationToken cancellationToken) => Task.FromResult<Result<Done>>(default(Done));
}
