using Auth.Application.Users;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Auth.Infrastructure.Persistence;

internal sealed class UserMapping : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users");
        builder.HasKey(u => u.Id);
        builder.Property(u => u.Id).ValueGeneratedNever();
        builder.Property(u => u.Name).HasMaxLength(FreeText.NameMaxLength);
        builder.Property(u => u.Nickname).HasMaxLength(FreeText.NicknameMaxLength);
        builder.Property(u => u.Introduction).HasMaxLength(FreeText.IntroductionMaxLength);
        builder.Property(u => u.Version).IsConcurrencyToken();
        builder.Ignore(u => u.Profile).Ignore(u => u.ConsentedAt);

        builder.HasMany(u => u.Consents).WithOne().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Navigation(u => u.Consents).UsePropertyAccessMode(PropertyAccessMode.Field);

        builder.HasIndex(u => u.Username).IsUnique().HasDatabaseName("ux_users_username").Refuses(UserErrors.UsernameTaken);
        builder.HasIndex(u => u.Email).IsUnique().HasDatabaseName("ux_users_email").Refuses(UserErrors.EmailTaken);
        MapList(builder);
    }

    private static void MapList(EntityTypeBuilder<User> builder)
    {
        Derive(builder.Property<string?>(UserColumns.NicknameApart).HasMaxLength(FreeText.NicknameMaxLength),
            "CASE WHEN HEX(nickname) IN (HEX(name), HEX(username)) THEN NULL ELSE nickname END");
        Derive(builder.Property<EmailAddress?>(UserColumns.EmailApart),
            "CASE WHEN SUBSTR(email, 1, INSTR(email, '@') - 1) = username THEN NULL ELSE email END");

        // Each order of the list, of everybody and of those of one role and status.
        builder.HasIndex(u => new { u.CreatedAt, u.Id }).HasDatabaseName("ix_users_created_at");
        builder.HasIndex(u => new { u.Role, u.Status, u.CreatedAt, u.Id }).HasDatabaseName("ix_users_role_status_created_at");
        builder.HasIndex(u => new { u.Role, u.Status, u.Username }).HasDatabaseName("ix_users_role_status_username");
        builder.HasIndex(u => new { u.Role, u.Status, u.Name, u.Id }).HasDatabaseName("ix_users_role_status_name");

        // A search finds by the first column, sorts by any of the others and filters by the last two, so that only the rows of a page are read.
        builder.HasIndex(u => new { u.Name, u.Id, u.Username, u.CreatedAt, u.Role, u.Status }).HasDatabaseName("ix_users_name");
        string[] sorted = [nameof(User.Username), nameof(User.Name), nameof(User.CreatedAt), nameof(User.Id), nameof(User.Role), nameof(User.Status)];
        builder.HasIndex([UserColumns.NicknameApart, .. sorted]).HasDatabaseName("ix_users_nickname");
        builder.HasIndex([UserColumns.EmailApart, .. sorted]).HasDatabaseName("ix_users_email");
        builder.HasIndex([nameof(User.Phone), .. sorted]).HasDatabaseName("ix_users_phone");
    }

    /// <summary>Searches ask for it, nobody else: it is not read back after a change.</summary>
    private static void Derive(PropertyBuilder property, string sql)
    {
        property.HasComputedColumnSql(sql).ValueGeneratedNever();
        property.Metadata.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
        property.Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
    }
}

internal sealed class ConsentMapping : IEntityTypeConfiguration<Consent>
{
    public void Configure(EntityTypeBuilder<Consent> builder)
    {
        builder.ToTable("consents");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.DocumentVersion).HasMaxLength(Consent.DocumentVersionMaxLength);
        builder.Property(c => c.Language).HasMaxLength(Consent.LanguageMaxLength);
        builder.HasIndex(c => c.UserId).HasDatabaseName("ix_consents_user_id");
    }
}
