using Auth.Application.Common;
using Auth.Domain.Common;

namespace Auth.WebApi.Common;

/// <summary>Sends a request through the pipeline and turns what comes back into HTTP.</summary>
internal sealed class Answer(IUseCases useCases, IHttpContextAccessor accessor)
{
    public Task<IResult> Ok<T>(IUseCase<T> request) => SendAsync(request, value => TypedResults.Ok(value));

    public Task<IResult> Created<T>(IUseCase<T> request, Func<T, string> location) => SendAsync(request, value => TypedResults.Created(location(value), value));

    public Task<IResult> NoContent(IUseCase<Done> request) => SendAsync(request, _ => TypedResults.NoContent());

    private async Task<IResult> SendAsync<T>(IUseCase<T> request, Func<T, IResult> success)
    {
        var result = await useCases.SendAsync(request, accessor.HttpContext!.RequestAborted);
        return result.IsSuccess ? success(result.Value) : new ProblemResult(result.Error);
    }
}
