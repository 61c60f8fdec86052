using System.Security.Cryptography;
using Auth.Application.Audit;
using Auth.Application.Common;
using Auth.Domain.Audit;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Auth.Infrastructure.Audit;
using Auth.Infrastructure.Persistence;
using Auth.Infrastructure.Startup;
using Auth.Infrastructure.Tokens;
using Auth.UnitTests.Persistence;
using Auth.UnitTests.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Auth.UnitTests.Audit;

/// <summary>A trail in a database of its own, and what an attacker who can write into that database does to it.</summary>
internal sealed class Trail : IDisposable
{
    private readonly TestDatabase database;
    private readonly AuditVerifier verifier;

    private Trail(TestDatabase database)
    {
        this.database = database;
        verifier = new AuditVerifier(database.Contexts, Keys(), Clock);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 22, 3, 0, 0, TimeSpan.Zero));

    public UserId Administrator { get; } = new(Guid.CreateVersion7());

    public UserId Member { get; } = new(Guid.CreateVersion7());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A sealed trail of so many lines; an administrator looked at a member and said why, each time.</summary>
    public static async Task<Trail> CreateAsync(int lines = 0)
    {
        var trail = new Trail(await TestDatabase.CreateAsync());
        await trail.AddAsync(lines);
        await trail.SealAsync();
        return trail;
    }

    public async Task AddAsync(int lines, string? reason = "a complaint")
    {
        await using var db = database.Open();
        for (var i = 0; i < lines; i++)
            db.AuditEvents.Add(Line(Administrator, Member, reason));
        await db.SaveChangesAsync(Cancellation);
    }

    public Task<int> SealAsync() => Sealer().SealAsync(Cancellation);

    public AuditSealer Sealer(MasterKey? masterKey = null) =>
        new(database.Contexts, Keys(masterKey), new Readiness(), Clock, NullLogger<AuditSealer>.Instance);

    /// <summary>A verifier that does something each time before it opens the database.</summary>
    public AuditVerifier Verifier(Action beforeItLooks) => new(
        AuthDbContextFactory.For(() =>
        {
            beforeItLooks();
            return database.Open();
        }),
        Keys(),
        Clock);

    public Task PruneAsync() => new AuditPruning(
        database.Contexts, Keys(), Options.Create(new AuditOptions()), Clock, NullLogger<AuditPruning>.Instance).PruneAsync(Cancellation);

    public Task SweepAsync() => new Housekeeping(
        database.Contexts,
        new AuditPruning(database.Contexts, Keys(), Options.Create(new AuditOptions()), Clock, NullLogger<AuditPruning>.Instance),
        new Readiness(),
        Clock,
        NullLogger<Housekeeping>.Instance).SweepAsync(Cancellation);

    public async Task<AuditVerification> VerifyAsync(AuditExtent? extent = null) => (await verifier.TryVerifyAsync(extent ?? new AuditExtent(), Cancellation))!;

    public async Task<AuditProblem[]> ProblemsAsync() => [.. (await VerifyAsync()).Problems];

    public async Task WithdrawAsync(UserId id, UserId? by = null)
    {
        await using var db = database.Open();
        var context = new RequestContext { Channel = Channel.Page, Caller = new SignedInCaller(by ?? id, new SessionId(Guid.CreateVersion7()), Role.Admin, Clock.GetUtcNow()) };
        await new RecordAuditTrail(db, context, Clock).HandleAsync(new UserWithdrawn(id), Cancellation);
        await db.SaveChangesAsync(Cancellation);
    }

    public async Task TellAsync(IDomainEvent happened, UserId by)
    {
        await using var db = database.Open();
        var context = new RequestContext { Channel = Channel.Api, Address = "192.0.2.7", Caller = new SignedInCaller(by, new SessionId(Guid.CreateVersion7()), Role.Admin, Clock.GetUtcNow()) };
        await new RecordAuditTrail(db, context, Clock).HandleAsync(happened, Cancellation);
        await db.SaveChangesAsync(Cancellation);
    }

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var db = database.Open();
        return await db.Database.ExecuteSqlRawAsync(sql, Cancellation);
    }

    public async Task<List<AuditEvent>> LinesAsync()
    {
        await using var db = database.Open();
        return await db.AuditEvents.OrderBy(e => e.Sequence).ToListAsync(Cancellation);
    }

    public async Task<List<AuditCheckpoint>> CheckpointsAsync()
    {
        await using var db = database.Open();
        return await db.AuditCheckpoints.OrderBy(c => c.Sequence).ToListAsync(Cancellation);
    }

    public async Task<Guid> IdAsync(long sequence) => (await LinesAsync()).Single(e => e.Sequence == sequence).Id;

    /// <summary>Makes the hashes of all lines from a place on fit, as whoever knows how they are made can.</summary>
    public async Task RehashAsync(long from)
    {
        await using var db = database.Open();
        var lines = await db.AuditEvents.Where(e => e.Sequence >= from - 1).OrderBy(e => e.Sequence).ToListAsync(Cancellation);
        foreach (var (before, line) in lines.Zip(lines.Skip(1)))
            line.Seal(line.Sequence!.Value, before.Hash!);
        await db.SaveChangesAsync(Cancellation);
    }

    /// <summary>Signs all checkpoints anew, to what the lines say now, by a pair of keys of the forger's own.</summary>
    public async Task ForgeCheckpointsAsync()
    {
        await using var db = database.Open();
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var old in await db.AuditCheckpoints.ToListAsync(Cancellation))
        {
            var line = await db.AuditEvents.SingleAsync(e => e.Sequence == old.Sequence, Cancellation);
            var forged = new AuditCheckpoint(old.Sequence, line.Hash!, old.MadeAt, "forger", old.IsKept);
            forged.Signature = pair.SignData(forged.Statement(), HashAlgorithmName.SHA256);
            db.AuditCheckpoints.Remove(old);
            await db.SaveChangesAsync(Cancellation);
            db.AuditCheckpoints.Add(forged);
        }

        db.AuditKeys.Add(new AuditKey { Id = "forger", PublicKey = pair.ExportSubjectPublicKeyInfo(), EncryptedPrivateKey = pair.ExportPkcs8PrivateKey(), CreatedAt = Clock.GetUtcNow() });
        await db.SaveChangesAsync(Cancellation);
    }

    public void Dispose()
    {
        verifier.Dispose();
        database.Dispose();
    }

    private static AuditKeys Keys(MasterKey? masterKey = null) => new(new MasterKeys(masterKey ?? TestKeys.One));

    private AuditEvent Line(UserId actor, UserId subject, string? reason) => new(
        "user_viewed", "ok", subject, new Origin(actor, new SessionId(Guid.CreateVersion7()), "192.0.2.1", "Browser/1", "0123456789abcdef"), reason, Clock.GetUtcNow());
}
