using Auth.Application.Credentials;
using Auth.Infrastructure.Passwords;
using Microsoft.Extensions.Options;

namespace Auth.UnitTests.Credentials;

internal static class TestPasswords
{
    /// <summary>Judges as the service does that is called so, by the list inside it or by a file.</summary>
    public static PasswordJudge Judge(string serviceName = "Auth", string? file = null) =>
        new(Known(file), Options.Create(new ServiceName { Value = serviceName }));

    public static KnownPasswords Known(string? file = null) => new(Options.Create(new PasswordOptions { BlocklistFile = file }));
}
