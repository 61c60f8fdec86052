using Auth.Application.Common;
using Auth.Application.Credentials;
using Auth.Application.Sessions;
using Auth.Application.Users;
using Auth.Infrastructure.Passwords;
using Auth.Infrastructure.Persistence;
using Auth.Infrastructure.Startup;
using Auth.Infrastructure.Tokens;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Auth.Infrastructure;

public static class DependencyInjection
{
    private const string DataDirectorySetting = "Auth:DataDirectory";

    /// <summary>Registers the database, hashing and tokens. Throws <see cref="ConfigurationException"/> for settings the service must not run with.</summary>
    public static IServiceCollection AddInfrastructure(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var dataDirectory = configuration[DataDirectorySetting] is { Length: > 0 } configured ? configured : "data";
        var isDevelopment = environment.IsDevelopment();

        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(MasterKey.Load(configuration, isDevelopment, dataDirectory));
        services.AddDatabase(configuration, isDevelopment, dataDirectory);
        services.AddSettings(configuration, environment);

        services.AddScoped<IUnitOfWork, UnitOfWork>();
        services.AddScoped<IUsersDb>(provider => provider.GetRequiredService<AuthDbContext>());
        services.AddScoped<ICredentialsDb>(provider => provider.GetRequiredService<AuthDbContext>());
        services.AddScoped<ISessionsDb>(provider => provider.GetRequiredService<AuthDbContext>());
        services.AddScoped<Application.Audit.IAuditDb>(provider => provider.GetRequiredService<AuthDbContext>());
        services.AddScoped<ISignedInCallers, SignedInCallers>();
        services.AddScoped<ISessionRotation, SessionRotation>();
        services.AddSingleton<DatabaseMigrator>();

        services.AddSingleton<Pepper>();
        services.AddSingleton<HashGovernor>();
        services.AddSingleton<AttemptGates>();
        services.AddScoped<IPasswordHasher, BCryptPasswordHasher>();
        services.AddScoped<IAttemptLimiter, AttemptLimiter>();

        services.AddSingleton<SigningKeyRing>();
        services.AddSingleton<IAccessTokenIssuer, AccessTokens>();
        services.AddSingleton<IRefreshTokens, RefreshTokens>();
        services.AddSingleton<ICursors, Cursors>();
        services.AddSingleton<ISetupCode, SetupCode>();

        services.AddSingleton<Readiness>();
        services.AddHostedService<ServiceStartup>();
        services.AddSingleton<Housekeeping>();
        services.AddHostedService(provider => provider.GetRequiredService<Housekeeping>());
        return services;
    }

    private static void AddSettings(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddOptions<TokenOptions>().Bind(configuration.GetSection(TokenOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SessionOptions>().Bind(configuration.GetSection(SessionOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ConsentDocuments>().Bind(configuration.GetSection(ConsentDocuments.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<BootstrapOptions>().Bind(configuration.GetSection(BootstrapOptions.Section));
        services.AddOptions<PasswordOptions>().Bind(configuration.GetSection(PasswordOptions.Section)).ValidateDataAnnotations()
            .Validate(
                options => !environment.IsProduction() || options.Cost >= PasswordOptions.LowestCostInProduction,
                $"Auth:Passwords:Cost must be {PasswordOptions.LowestCostInProduction} or more in Production.")
            .ValidateOnStart();
        services.AddOptions<ThrottlingOptions>().Bind(configuration.GetSection(ThrottlingOptions.Section)).ValidateDataAnnotations()
            .Validate(options => !environment.IsProduction() || options.Enabled, "Auth:Throttling:Enabled must not be false in Production.")
            .ValidateOnStart();
    }
}
