using System.Data;
using System.Security.Cryptography;
using Auth.Application.Common;
using Auth.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Auth.Infrastructure.Persistence;

internal sealed class UnitOfWork(IServiceProvider services) : IUnitOfWork
{
    private const int MaxRuns = 4;
    private const int LongestPauseMilliseconds = 50;

    private readonly List<IDomainEvent> told = [];
    private IDbContextTransaction? transaction;
    private AuthDbContext? context;

    /// <summary>Asked for where it is needed: most requests pass here and have none.</summary>
    private AuthDbContext Db => context ??= services.GetRequiredService<AuthDbContext>();

    public async Task<Result<T>> RunAsync<T>(Func<Task<Result<T>>> useCase, CancellationToken cancellationToken)
    {
        for (var run = 1; ; run++)
        {
            try
            {
                var result = await useCase();
                await SaveAsync(cancellationToken);
                return result;
            }
            catch (DbUpdateException e) when (UniqueIndexes.RefusalFor(e, Db.Model) is { } refusal)
            {
                await RollBackAsync();
                return refusal;
            }
            catch (Exception e) when (run < MaxRuns && (DatabaseFaults.IsConflict(e) || DatabaseFaults.IsDuplicate(e) || DatabaseFaults.MayBeAlone(e)))
            {
                // A duplicate that no refusal stands for: somebody made the same at the same moment, and the next run finds it.
                await RollBackAsync();
                if (DatabaseFaults.MayBeAlone(e) && services.GetRequiredService<DirectDatabase>() is { IsCluster: true } database)
                    await database.ForgetIdleAsync(Db.Database.GetDbConnection(), cancellationToken);
                await Task.Delay(RandomNumberGenerator.GetInt32(1, LongestPauseMilliseconds * run), cancellationToken);
            }
            catch (InvalidOperationException e) when (transaction is not null && Db.Database.GetDbConnection().State != ConnectionState.Open)
            {
                // The driver can lose the connection while it reads the end of an answer, and says so only by refusing what comes next.
                await RollBackAsync();
                throw new EndOfStreamException("The connection to the database broke in the middle of a transaction.", e);
            }
            catch
            {
                await RollBackAsync();
                throw;
            }
        }
    }

    public async Task BeginAsync(CancellationToken cancellationToken) =>
        transaction ??= await Db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);

    public async Task HoldAdministratorsAsync(CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        await Db.Guards.HoldAsync(Guard.Administrators, cancellationToken);
    }

    public void Tell(IDomainEvent happened) => told.Add(happened);

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        var happened = TakeEvents();
        if (transaction is null && happened.Count == 0 && !Db.ChangeTracker.HasChanges())
            return;

        await BeginAsync(cancellationToken);
        await Db.SaveChangesAsync(cancellationToken);
        // The change is written, and its rows are locked, before the listeners look: a login that got in before is there to be seen, a later one waits.
        while (happened.Count > 0)
        {
            foreach (var listener in services.GetServices<IDomainEventListener>())
            {
                foreach (var one in happened)
                    await listener.HandleAsync(one, cancellationToken);
            }

            happened = TakeEvents();
            await Db.SaveChangesAsync(cancellationToken);
        }

        // Not cancelled: a commit that was begun is awaited, or nobody knows what holds.
        await transaction!.CommitAsync(CancellationToken.None);
        await DisposeTransactionAsync();
    }

    private List<IDomainEvent> TakeEvents()
    {
        List<IDomainEvent> happened = [.. told, .. Db.ChangeTracker.Entries<Entity>().SelectMany(e => e.Entity.TakeEvents())];
        told.Clear();
        return happened;
    }

    private async Task RollBackAsync()
    {
        Db.ChangeTracker.Clear();
        told.Clear();
        await DisposeTransactionAsync();
    }

    private async Task DisposeTransactionAsync()
    {
        if (transaction is null)
            return;
        var ended = transaction;
        transaction = null;
        try
        {
            await ended.DisposeAsync();
        }
        catch (Exception e) when (DatabaseFaults.IsUnavailable(e))
        {
            // The connection is gone, and the transaction with it; what made it so is what the caller hears of.
        }
    }
}
