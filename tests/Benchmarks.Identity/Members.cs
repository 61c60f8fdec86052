using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Hash = BCrypt.Net.BCrypt;

namespace Auth.Benchmarks.Identity;

internal sealed class Member : IdentityUser
{
    public string Name { get; set; } = "";

    public DateTime CreatedAt { get; set; }
}

internal sealed class MembersDb(DbContextOptions<MembersDb> options) : IdentityUserContext<Member>(options)
{
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<Member>().Property(m => m.Name).HasMaxLength(100);
        builder.Entity<Member>().HasIndex(m => m.CreatedAt);
    }
}

/// <summary>The library that most programs in C# take for BCrypt, at this service's cost.</summary>
internal sealed class BCryptHasher : IPasswordHasher<Member>
{
    private const int Cost = 12;

    public string HashPassword(Member user, string password) => Hash.HashPassword(password, Cost);

    public PasswordVerificationResult VerifyHashedPassword(Member user, string hashedPassword, string providedPassword) =>
        Hash.Verify(providedPassword, hashedPassword) ? PasswordVerificationResult.Success : PasswordVerificationResult.Failed;
}
