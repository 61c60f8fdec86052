using Auth.Domain.Users;
using Auth.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Auth.ArchitectureTests.Canaries;

/// <summary>A table that refers to users without going with them, with unique indexes that declare no refusal.</summary>
internal sealed class ModelCanary(DbContextOptions<ModelCanary> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Person>().ToTable("users");
        modelBuilder.Entity<Forgotten>().ToTable("forgotten");
        modelBuilder.Entity<Kept>().ToTable("kept").HasOne<Person>().WithMany().HasForeignKey(k => k.UserId).OnDelete(DeleteBehavior.Restrict);
        modelBuilder.Entity<Erased>().ToTable("erased").HasOne<Person>().WithMany().HasForeignKey(k => k.UserId).OnDelete(DeleteBehavior.Cascade);
        modelBuilder.Entity<Erased>().HasIndex(e => e.Number).IsUnique().HasDatabaseName("ux_erased_number");
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<UserId>().HaveConversion<IdConverter<UserId>>();

    internal sealed class Person
    {
        public UserId Id { get; set; }
    }

    internal sealed class Forgotten
    {
        public int Id { get; set; }

        public UserId? UserId { get; set; }
    }

    internal sealed class Kept
    {
        public int Id { get; set; }

        public UserId UserId { get; set; }
    }

    internal sealed class Erased
    {
        public int Id { get; set; }

        public int Number { get; set; }

        public UserId UserId { get; set; }
    }
}
