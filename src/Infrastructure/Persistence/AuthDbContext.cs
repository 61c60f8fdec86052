using System.Text.Json;
using Auth.Application.Audit;
using Auth.Application.Credentials;
using Auth.Application.Sessions;
using Auth.Application.Users;
using Auth.Domain.Audit;
using Auth.Domain.Credentials;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.Infrastructure.Persistence;

/// <summary>All tables of the service. Each module sees only its own, through its small interface.</summary>
public abstract class AuthDbContext : DbContext, IUsersDb, ICredentialsDb, ISessionsDb, IAuditDb
{
    /// <summary>
    /// Without savepoints: a unit of work holds as a whole or not at all, and EF passes over an error of their release, which may be the only word by which a node of a
    /// cluster says that the transaction is gone (ADR 23).
    /// </summary>
#pragma warning disable MA0056 // EF's property is virtual and not overridden here.
    protected AuthDbContext(DbContextOptions options)
        : base(options) => Database.AutoSavepointsEnabled = false;
#pragma warning restore MA0056

    public DbSet<User> Users => Set<User>();

    public DbSet<Consent> Consents => Set<Consent>();

    public DbSet<Credential> Credentials => Set<Credential>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();

    public DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();

    internal DbSet<AuditCheckpoint> AuditCheckpoints => Set<AuditCheckpoint>();

    internal DbSet<AuditKey> AuditKeys => Set<AuditKey>();

    internal DbSet<AttemptCount> AttemptCounts => Set<AttemptCount>();

    internal DbSet<SealedSecret> KeptSecrets => Set<SealedSecret>();

    internal DbSet<KnownNetwork> KnownNetworks => Set<KnownNetwork>();

    internal DbSet<Guard> Guards => Set<Guard>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(AuthDbContext).Assembly);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
                property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
            entity.FindPrimaryKey()!.SetName($"pk_{entity.GetTableName()}");
            foreach (var key in entity.GetForeignKeys())
                key.SetConstraintName($"fk_{entity.GetTableName()}_{key.PrincipalEntityType.GetTableName()}");
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<UserId>().HaveConversion<IdConverter<UserId>>();
        configurationBuilder.Properties<SessionId>().HaveConversion<IdConverter<SessionId>>();
        configurationBuilder.Properties<Guid>().HaveConversion<GuidConverter>();
        configurationBuilder.Properties<Username>().HaveConversion<UsernameConverter>().HaveMaxLength(Username.MaxLength);
        configurationBuilder.Properties<EmailAddress>().HaveConversion<EmailAddressConverter>().HaveMaxLength(EmailAddress.MaxLength);
        configurationBuilder.Properties<PhoneNumber>().HaveConversion<PhoneNumberConverter>().HaveMaxLength(PhoneNumber.MaxLength);
        configurationBuilder.Properties<Role>().HaveConversion<EnumTextConverter<Role>>().HaveMaxLength(EnumText.MaxLength);
        configurationBuilder.Properties<UserStatus>().HaveConversion<EnumTextConverter<UserStatus>>().HaveMaxLength(EnumText.MaxLength);
        configurationBuilder.Properties<Gender>().HaveConversion<EnumTextConverter<Gender>>().HaveMaxLength(EnumText.MaxLength);
        configurationBuilder.Properties<ConsentPurpose>().HaveConversion<EnumTextConverter<ConsentPurpose>>().HaveMaxLength(EnumText.MaxLength);
        configurationBuilder.Properties<Channel>().HaveConversion<EnumTextConverter<Channel>>().HaveMaxLength(EnumText.MaxLength);
        configurationBuilder.Properties<PasswordScheme>().HaveConversion<EnumTextConverter<PasswordScheme>>().HaveMaxLength(EnumText.MaxLength);
        configurationBuilder.Properties<SessionEnd>().HaveConversion<EnumTextConverter<SessionEnd>>().HaveMaxLength(EnumText.MaxLength);
    }
}

/// <summary>The tables on MariaDB: ids as 16 bytes, instants in microseconds, text compared byte by byte unless a column says otherwise.</summary>
public sealed class MariaDbAuthDbContext(DbContextOptions<MariaDbAuthDbContext> options) : AuthDbContext(options)
{
    private const string Exact = "utf8mb4_nopad_bin";
    private const string AsPeopleRead = "utf8mb4_unicode_520_nopad_ci";

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        foreach (var id in new[] { typeof(UserId), typeof(SessionId), typeof(Guid) })
            configurationBuilder.Properties(id).HaveColumnType("binary(16)");
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcDateTimeConverter>().HaveColumnType("datetime(6)");
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
        {
            if ((property.GetValueConverter()?.ProviderClrType ?? property.ClrType) == typeof(string))
                property.SetCollation(Exact);
        }

        modelBuilder.Entity<User>().Property(u => u.Name).UseCollation(AsPeopleRead);
        modelBuilder.Entity<User>().Property(u => u.Nickname).UseCollation(AsPeopleRead);
        modelBuilder.Entity<User>().Property(UserColumns.NicknameApart).UseCollation(AsPeopleRead).Metadata.SetIsStored(true);
        modelBuilder.Entity<User>().Property(UserColumns.EmailApart).Metadata.SetIsStored(true);
        modelBuilder.Entity<Session>().Property(s => s.Nonce).HasColumnType($"binary({Session.NonceLength})");
        modelBuilder.Entity<AttemptCount>().Property(a => a.Key).HasColumnType($"binary({AttemptCount.KeyLength})");
        modelBuilder.Entity<KnownNetwork>().Property(n => n.Key).HasColumnType($"binary({KnownNetwork.KeyLength})");
    }
}

/// <summary>The same tables on the embedded SQLite: ids as blobs, instants as microseconds since 1970.</summary>
public sealed class SqliteAuthDbContext(DbContextOptions<SqliteAuthDbContext> options) : AuthDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMicrosecondsConverter>();
    }
}
