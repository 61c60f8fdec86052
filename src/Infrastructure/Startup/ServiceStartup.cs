using Auth.Application.Common;
using Auth.Application.Users;
using Auth.Domain.Common;
using Auth.Infrastructure.Passwords;
using Auth.Infrastructure.Persistence;
using Auth.Infrastructure.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Auth.Infrastructure.Startup;

/// <summary>
/// Gets ready in the background, so that the host is up and honest about its state while the database is not there yet: migrates, loads the keys,
/// sees to the first administrator. Then keeps the keys fresh.
/// </summary>
internal sealed class ServiceStartup(
    DatabaseMigrator migrator,
    DirectDatabase database,
    AuthDbContextFactory contexts,
    KeyUpkeep keys,
    KnownPasswords knownPasswords,
    IServiceScopeFactory scopes,
    ISetupCode setupCode,
    Readiness readiness,
    IOptions<BootstrapOptions> bootstrap,
    IHostApplicationLifetime lifetime,
    ILogger<ConsoleOnly> consoleLog,
    ILogger<ServiceStartup> log) : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KeyRefreshInterval = TimeSpan.FromSeconds(30);
    private const int TriesBetweenWarnings = 30;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        lifetime.ApplicationStopping.Register(readiness.Stopping);
        try
        {
            await Task.Run(knownPasswords.Open, stoppingToken);
            await UntilItWorksAsync(PrepareAsync, stoppingToken);
            readiness.Started();
            await UntilItListensAsync(stoppingToken);
            stoppingToken.ThrowIfCancellationRequested();
            log.Ready();
            await Task.Run(contexts.WarmUp, stoppingToken);
            await Task.Run(KnownPasswords.Load, stoppingToken); // Nobody needs it sooner than somebody types a new password.
            while (true)
            {
                await Task.Delay(KeyRefreshInterval, stoppingToken);
                await UntilItWorksAsync(keys.RunAsync, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            // Whatever it is, a service that cannot get ready or renew its keys must not linger, and its supervisor must see that it failed.
            if (e is not ConfigurationException)
                log.Failed(e);
            readiness.Failed(e);
            // A host stopped while it still starts would end with an exception of its own, in place of the sentence.
            await UntilItListensAsync(stoppingToken);
            lifetime.StopApplication();
        }
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await database.RequireCausalReadsAsync(cancellationToken);
        foreach (var migration in await migrator.MigrateAsync(cancellationToken))
            log.Migrated(migration);
        await keys.RunAsync(cancellationToken);
        if (!await database.AnyAsync("SELECT 1 FROM users WHERE role = 'admin' LIMIT 1", cancellationToken))
            await MakeAdministratorAsync(cancellationToken);
    }

    private async Task MakeAdministratorAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var password = bootstrap.Value.Password is { } text ? new Secret(text) : null;
        var administrator = await scope.ServiceProvider.GetRequiredService<IUseCases>()
            .SendAsync(new CreateFirstAdministrator(bootstrap.Value.Username, password), cancellationToken);
        if (administrator.Error is { } error)
            throw new ConfigurationException($"The first administrator cannot be made from {BootstrapOptions.Section}:Username and {BootstrapOptions.Section}:Password: {string.Join(' ', error.Fields.Select(f => f.Message).DefaultIfEmpty(error.Message))}");
        if (administrator.Value == FirstAdministrator.Created)
            log.AdministratorCreated();
        else if (administrator.Value == FirstAdministrator.NotConfigured)
            consoleLog.SetupCode(setupCode.Current.Reveal());
    }

    /// <summary>Or until it stops.</summary>
    private async Task UntilItListensAsync(CancellationToken stoppingToken)
    {
        using var startedOrStopping = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStarted, stoppingToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, startedOrStopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task UntilItWorksAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await work(cancellationToken);
                return;
            }
            catch (Exception e) when (e is System.Data.Common.DbException || DatabaseFaults.IsUnavailable(e))
            {
                if (tries % TriesBetweenWarnings == 0)
                    log.DatabaseAway(e.GetBaseException().Message);
                await Task.Delay(RetryPause, cancellationToken);
            }
        }
    }
}
