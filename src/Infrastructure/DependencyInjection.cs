using Auth.Application.Audit;
using Auth.Application.Common;
using Auth.Application.Credentials;
using Auth.Application.Sessions;
using Auth.Application.Users;
using Auth.Infrastructure.Audit;
using Auth.Infrastructure.Passwords;
using Auth.Infrastructure.Persistence;
using Auth.Infrastructure.Startup;
using Auth.Infrastructure.Throttling;
using Auth.Infrastructure.Tokens;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Auth.Infrastructure;

public static class DependencyInjection
{
    public const string DataDirectorySetting = "Auth:DataDirectory";
    public const string DefaultDataDirectory = "data";
    public const string EmbeddedSetting = DatabaseSetup.EmbeddedSetting;

    /// <summary>The sections of the configuration that are bound here, and to what.</summary>
    public static readonly IReadOnlyList<(string Section, Type Options)> Sections =
    [
        (TokenOptions.Section, typeof(TokenOptions)),
        (BootstrapOptions.Section, typeof(BootstrapOptions)),
        (SessionOptions.Section, typeof(SessionOptions)),
        (PasswordOptions.Section, typeof(PasswordOptions)),
        (ThrottlingOptions.Section, typeof(ThrottlingOptions)),
        (AuditOptions.Section, typeof(AuditOptions)),
        (ConsentDocuments.Section, typeof(ConsentDocuments)),
    ];

    /// <summary>Registers the database, hashing and tokens. Throws <see cref="ConfigurationException"/> for settings the service must not run with.</summary>
    public static IServiceCollection AddInfrastructure(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var dataDirectory = configuration[DataDirectorySetting] is { Length: > 0 } configured ? configured : DefaultDataDirectory;
        var isDevelopment = environment.IsDevelopment();

        if (isDevelopment || configuration.GetValue<bool>(DatabaseSetup.EmbeddedSetting))
            Prepare(dataDirectory);

        services.AddSingleton(TimeProvider.System);
        var masterKeys = MasterKeys.Load(configuration, isDevelopment, dataDirectory);
        services.AddSingleton(masterKeys);
        services.AddSingleton(masterKeys.Current);
        services.AddDatabase(configuration, isDevelopment, dataDirectory);
        services.AddSettings(configuration, isDevelopment);

        services.AddScoped<IUnitOfWork, UnitOfWork>();
        services.AddScoped<IUsersDb>(provider => provider.GetRequiredService<AuthDbContext>());
        services.AddScoped<IUserEstimates, UserEstimates>();
        services.AddScoped<IWithdrawnUsers, WithdrawnUsers>();
        services.AddScoped<ICredentialsDb>(provider => provider.GetRequiredService<AuthDbContext>());
        services.AddScoped<ISessionsDb>(provider => provider.GetRequiredService<AuthDbContext>());
        services.AddScoped<SignedInCallers>();
        services.AddScoped<ISignedInCallers>(provider => provider.GetRequiredService<SignedInCallers>());
        services.AddScoped<OwnAccount>();
        services.AddScoped<ISignedInCallers<GetOwnAccount>>(provider => provider.GetRequiredService<OwnAccount>());
        services.AddScoped<IOwnAccount>(provider => provider.GetRequiredService<OwnAccount>());
        services.AddScoped<ISessionRotation, SessionRotation>();
        services.AddSingleton<DatabaseMigrator>();

        services.AddSingleton<Pepper>();
        services.AddSingleton<HashEngines>();
        services.AddSingleton<HashMetrics>();
        services.AddSingleton<Func<IHashEngine>>(provider => provider.GetRequiredService<HashEngines>().Make);
        services.AddSingleton<HashGovernor>();
        services.AddSingleton<KnownPasswords>();
        services.AddSingleton<IKnownPasswords>(provider => provider.GetRequiredService<KnownPasswords>());
        services.AddScoped<IPasswordHasher, BCryptPasswordHasher>();

        services.AddSingleton<ThrottlingMetrics>();
        services.AddSingleton<AttemptGates>();
        services.AddSingleton<AttemptCounts>();
        services.AddSingleton<DeviceTokens>();
        services.AddScoped<KnownPlaces>();
        services.AddScoped<IKnownPlaces>(provider => provider.GetRequiredService<KnownPlaces>());
        services.AddScoped<ThrottlingTrail>();
        services.AddScoped<IAttemptLimiter, AttemptLimiter>();
        services.AddScoped<IBudgets, Budgets>();

        services.AddSingleton<KeptSecrets>();
        services.AddSingleton<KeptSecretStore>();
        services.AddSingleton<SigningKeyMaker>();
        services.AddSingleton<ISigningKeyMaker>(provider => provider.GetRequiredService<SigningKeyMaker>());
        services.AddSingleton<SigningKeyRing>();
        services.AddSingleton<VerifiedTokens>();
        services.AddSingleton<AccessTokenHandler>();
        services.AddSingleton<IKeyInventory, KeyInventory>();
        services.AddSingleton<KeyUpkeep>();
        services.AddScoped<IAccessTokenIssuer, AccessTokens>();
        services.AddSingleton<IRefreshTokens, RefreshTokens>();
        services.AddSingleton<ICursors, Cursors>();
        services.AddSingleton<ISetupCode, SetupCode>();
        services.AddSingleton<IDataProtectionProvider, MasterKeyProtection>();

        services.AddSingleton<Readiness>();
        services.AddHostedService<ServiceStartup>();
        services.AddSingleton<Housekeeping>();
        services.AddHostedService(provider => provider.GetRequiredService<Housekeeping>());
        services.AddAuditTrail();
        return services;
    }

    /// <summary>Has the database asked now and then for what the metrics tell of it. For a service whose metrics are collected.</summary>
    public static void AddDatabaseGauges(this IServiceCollection services) => services.AddHostedService<DatabaseGauges>();

    private static void AddAuditTrail(this IServiceCollection services)
    {
        services.AddScoped<IAuditDb>(provider => provider.GetRequiredService<AuthDbContext>());
        services.AddSingleton<AuditKeys>();
        services.AddSingleton<AuditPruning>();
        services.AddSingleton<IAuditVerifier, AuditVerifier>();
        services.AddSingleton<AuditSealer>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditSealer>());
    }

    private static void AddSettings(this IServiceCollection services, IConfiguration configuration, bool isDevelopment)
    {
        services.AddSettings<TokenOptions>(configuration, TokenOptions.Section);
        services.AddSettings<SessionOptions>(configuration, SessionOptions.Section);
        services.AddSettings<ConsentDocuments>(configuration, ConsentDocuments.Section);
        services.AddSettings<AuditOptions>(configuration, AuditOptions.Section);
        services.AddSettings<BootstrapOptions>(configuration, BootstrapOptions.Section);
        // Asked of everything but Development, so that a misspelt name of the environment opens nothing.
        services.AddSettings<PasswordOptions>(configuration, PasswordOptions.Section).Validate(
            options => isDevelopment || options.Cost >= PasswordOptions.LowestCostInProduction,
            $"{PasswordOptions.Section}:Cost must be {PasswordOptions.LowestCostInProduction} or more in Production.").Validate(
            options => string.IsNullOrEmpty(options.BlocklistFile) || File.Exists(options.BlocklistFile),
            $"{PasswordOptions.Section}:{nameof(PasswordOptions.BlocklistFile)} names a file that is not there.");
        services.AddSettings<ThrottlingOptions>(configuration, ThrottlingOptions.Section).Validate(
            options => isDevelopment || options.Enabled,
            $"{ThrottlingOptions.Section}:Enabled must not be false in Production.");
    }

    /// <summary>Makes the directory for the embedded database and the development key, for its owner only.</summary>
    private static void Prepare(string dataDirectory)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(dataDirectory);
            else
                Directory.CreateDirectory(dataDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The data directory {Path.GetFullPath(dataDirectory)} cannot be made ({e.Message}). Set Auth__DataDirectory to one that the service may write to.");
        }
    }
}
