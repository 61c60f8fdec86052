using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Auth.Application.Common;
using Auth.Application.Credentials;
using Auth.Domain.Common;
using Auth.Domain.Credentials;
using Auth.Infrastructure.Tokens;
using Microsoft.Extensions.Options;
using Hash = BCrypt.Net.BCrypt;

namespace Auth.Infrastructure.Passwords;

/// <summary>
/// BCrypt over <c>base64(HMAC-SHA-384(pepper, NFC(password)))</c>. BCrypt alone stops at 72 bytes and at a NUL; the pre-hash is 64 characters without
/// NUL, so every byte of the password counts, and a stolen table is worth nothing without the pepper. Nothing but the password goes in.
/// </summary>
internal sealed class BCryptPasswordHasher : IPasswordHasher
{
    private const PasswordScheme CurrentScheme = PasswordScheme.BCryptHmacSha384;
    private const char BCryptRevision = 'b';
    private const int LowestCost = 4;
    private const int HighestCost = 16; // Five seconds of a core; dearer ones would be a way to keep it busy.
    private const string BCryptAlphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly SearchValues<char> BCryptCharacters = SearchValues.Create(BCryptAlphabet);

    private readonly HashGovernor governor;
    private readonly RequestContext context;
    private readonly Pepper pepper;
    private readonly int cost;

    public BCryptPasswordHasher(HashGovernor governor, Pepper pepper, RequestContext context, IOptions<PasswordOptions> options)
    {
        this.governor = governor;
        this.pepper = pepper;
        this.context = context;
        cost = options.Value.Cost;
    }

    public Task<Result<PasswordHash>> HashAsync(Secret password, CancellationToken cancellationToken) => governor.RunAsync(
        context.Network,
        IsKnown,
        () =>
        {
            var today = pepper.Current;
            return new PasswordHash(CurrentScheme, cost, today.Id, Hash.HashPassword(Pepper.PreHash(today, password), Hash.GenerateSalt(cost, BCryptRevision)));
        },
        cancellationToken);

    public Task<Result<bool>> VerifyAsync(Secret password, PasswordHash? hash, CancellationToken cancellationToken) =>
        governor.RunAsync(context.Network, IsKnown, () => Verify(password, hash), cancellationToken);

    public bool IsOutdated(PasswordHash hash) => hash.Scheme != CurrentScheme || hash.Cost != cost || hash.PepperId != pepper.Current.Id;

    private bool IsKnown => context.IsKnown || context.Caller is not null;

    /// <summary>
    /// A well-formed hash of the given cost that no password has: verifying against it does all the work of a real one. Made without
    /// hashing, so that not even the first stranger is answered slower.
    /// </summary>
    internal static string Decoy(int cost)
    {
        // The 31st character carries four bits only, so it must be one of the sixteen that BCrypt can write.
        return Hash.GenerateSalt(cost, BCryptRevision) + RandomNumberGenerator.GetString(BCryptAlphabet, 30) + ".";
    }

    private bool Verify(Secret password, PasswordHash? hash)
    {
        // A damaged hash lets nobody in, and costs what every refusal costs. The library would throw one thing or another, or answer at once.
        if (hash is not null && IsWellFormed(hash.Value) && InputFor(password, hash) is { } input)
        {
            if (Hash.Verify(input, hash.Value))
                return true;
            SpendAsMuchAsToday(hash.Cost, password);
            return false;
        }

        Hash.Verify(Pepper.PreHash(pepper.Current, password), Decoy(cost));
        return false;
    }

    /// <summary>
    /// A wrong password for an older, cheaper hash would be answered sooner than an unknown name. The work of costs n, n+1, … up to today's cost less one is
    /// together what today's cost has more than cost n.
    /// </summary>
    private void SpendAsMuchAsToday(int spent, Secret password)
    {
        for (var step = Math.Max(spent, LowestCost); step < cost; step++)
            Hash.Verify(Pepper.PreHash(pepper.Current, password), Decoy(step));
    }

    private static bool IsWellFormed(string hash) =>
        hash.Length == PasswordHash.ValueMaxLength
        && hash[..4] is "$2a$" or "$2b$" or "$2y$"
        && int.TryParse(hash.AsSpan(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var cost) && cost is >= LowestCost and <= HighestCost
        && hash[6] == '$'
        && !hash.AsSpan(7).ContainsAnyExcept(BCryptCharacters);

    /// <summary>What to give BCrypt, or null where this hash cannot be verified here.</summary>
    private string? InputFor(Secret password, PasswordHash hash) => hash.Scheme switch
    {
        PasswordScheme.BCryptHmacSha384 => pepper.Find(hash.PepperId) is { } itsPepper ? Pepper.PreHash(itsPepper, password) : null,
        // The original program could not hash a NUL; BCrypt would stop there and take the beginning for the whole.
        PasswordScheme.BCrypt => password.Reveal().Contains('\0', StringComparison.Ordinal) ? null : password.Reveal(),
        _ => null,
    };
}

/// <summary>The secret ingredient of every hash: in the database only sealed, under the master key outside of it. A hash names the one it was made with.</summary>
internal sealed class Pepper(KeptSecrets secrets)
{
    public KeptSecret Current => secrets.Current(SecretPurpose.Pepper);

    public KeptSecret? Find(string? id) => id is null ? null : secrets.Find(SecretPurpose.Pepper, id);

    public static string PreHash(KeptSecret pepper, Secret password) =>
        Convert.ToBase64String(HMACSHA384.HashData(pepper.Value, Encoding.UTF8.GetBytes(Nfc.Of(password.Reveal()))));
}
