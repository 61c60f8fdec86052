using Auth.Application.Common;
using Auth.Domain.Common;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Auth.WebApi.Pages;

/// <summary>Reads the types of our requests out of a form: a password, and a field of a change, which is cleared where it was sent empty.</summary>
internal sealed class FormBinding : IModelBinderProvider
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context) =>
        context.Metadata.ModelType == typeof(Secret) ? new As(text => text is null ? null : new Secret(text))
        : context.Metadata.ModelType == typeof(Optional<string>) ? new As(text => new Optional<string>(string.IsNullOrEmpty(text) ? null : text))
        : null;

    private sealed class As(Func<string?, object?> read) : IModelBinder
    {
        public Task BindModelAsync(ModelBindingContext bindingContext)
        {
            var sent = bindingContext.ValueProvider.GetValue(bindingContext.ModelName);
            if (sent != ValueProviderResult.None)
                bindingContext.Result = ModelBindingResult.Success(read(sent.FirstValue));
            return Task.CompletedTask;
        }
    }
}
