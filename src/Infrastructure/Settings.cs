using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Auth.Infrastructure;

/// <summary>Binds a section of the configuration and checks it at start. Each mistake is a sentence that begins with the setting's name.</summary>
public static class Settings
{
    public static OptionsBuilder<T> AddSettings<T>(this IServiceCollection services, IConfiguration configuration, string section)
        where T : class =>
        services.AddOptions<T>().Bind(configuration.GetSection(section)).Validate(section).ValidateOnStart();

    private static OptionsBuilder<T> Validate<T>(this OptionsBuilder<T> options, string section)
        where T : class
    {
        options.Services.AddSingleton<IValidateOptions<T>>(new Annotations<T>(section));
        return options;
    }

    private sealed class Annotations<T>(string section) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            List<ValidationResult> wrong = [];
            Validator.TryValidateObject(options, new ValidationContext(options), wrong, validateAllProperties: true);
            return wrong.Count == 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(wrong.Select(w => $"{section}:{string.Join(", ", w.MemberNames)} is wrong. {w.ErrorMessage}"));
        }
    }
}
