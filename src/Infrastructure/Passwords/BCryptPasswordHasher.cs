using System.Security.Cryptography;
using System.Text;
using Auth.Application.Common;
using Auth.Application.Credentials;
using Auth.Domain.Common;
using Auth.Domain.Credentials;
using Auth.Infrastructure.Tokens;
using Microsoft.Extensions.Options;

namespace Auth.Infrastructure.Passwords;

/// <summary>
/// BCrypt over <c>base64(HMAC-SHA-384(pepper, NFC(password)))</c>. BCrypt alone stops at 72 bytes and at a NUL; the pre-hash is 64 characters without
/// NUL, so every byte of the password counts, and a stolen table is worth nothing without the pepper. Nothing but the password goes in.
/// </summary>
internal sealed class BCryptPasswordHasher : IPasswordHasher
{
    private const PasswordScheme CurrentScheme = PasswordScheme.BCryptHmacSha384;

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

    public async Task<Result<PasswordHash>> HashAsync(Secret password, CancellationToken cancellationToken)
    {
        var today = pepper.Current;
        var run = await RunAsync(new HashTask(Pepper.PreHash(today, password), NewSalt(), cost), cancellationToken);
        return run.IsSuccess ? new PasswordHash(CurrentScheme, cost, today.Id, BCryptText.Format(cost, run.Value.Salt, run.Value.Digest)) : run.Error;
    }

    /// <summary>A damaged hash lets nobody in, and costs what every refusal costs; so does a wrong password for an older, cheaper hash.</summary>
    public async Task<Result<bool>> VerifyAsync(Secret password, PasswordHash? hash, CancellationToken cancellationToken)
    {
        var task = hash is not null && BCryptText.TryParse(hash.Value, out var itsCost, out var salt, out var digest) && InputFor(password, hash) is { } input
            ? new HashTask(input, salt, itsCost) { Expected = digest, CostOfWrong = cost }
            : new HashTask(Pepper.PreHash(pepper.Current, password), NewSalt(), cost);
        var run = await RunAsync(task, cancellationToken);
        return run.IsSuccess ? run.Value.IsMatch : run.Error;
    }

    public PasswordHash? Read(string hash, string? pepperId) =>
        BCryptText.TryParse(hash, out var itsCost, out _, out _) && (pepperId is null || pepper.Find(pepperId) is not null)
            ? new PasswordHash(pepperId is null ? PasswordScheme.BCrypt : CurrentScheme, itsCost, pepperId, hash)
            : null;

    public bool IsOutdated(PasswordHash hash) => hash.Scheme != CurrentScheme || hash.Cost != cost || hash.PepperId != pepper.Current.Id;

    private static byte[] NewSalt() => RandomNumberGenerator.GetBytes(HashTask.SaltLength);

    private Task<Result<HashTask>> RunAsync(HashTask task, CancellationToken cancellationToken) =>
        governor.RunAsync(context.Network, context.IsKnown || context.Caller is not null, task, cancellationToken);

    /// <summary>What to give BCrypt, or null where this hash cannot be verified here.</summary>
    private byte[]? InputFor(Secret password, PasswordHash hash) => hash.Scheme switch
    {
        PasswordScheme.BCryptHmacSha384 => pepper.Find(hash.PepperId) is { } itsPepper ? Pepper.PreHash(itsPepper, password) : null,
        // The original program could not hash a NUL; BCrypt would stop there and take the beginning for the whole.
        PasswordScheme.BCrypt => password.Reveal().Contains('\0', StringComparison.Ordinal) ? null : Encoding.UTF8.GetBytes(password.Reveal()),
        _ => null,
    };
}

/// <summary>The secret ingredient of every hash: in the database only sealed, under the master key outside of it. A hash names the one it was made with.</summary>
internal sealed class Pepper(KeptSecrets secrets)
{
    public KeptSecret Current => secrets.Current(SecretPurpose.Pepper);

    public KeptSecret? Find(string? id) => id is null ? null : secrets.Find(SecretPurpose.Pepper, id);

    /// <summary>64 bytes, all of them characters of base64.</summary>
    public static byte[] PreHash(KeptSecret pepper, Secret password) =>
        Encoding.ASCII.GetBytes(Convert.ToBase64String(HMACSHA384.HashData(pepper.Value, Encoding.UTF8.GetBytes(Nfc.Of(password.Reveal())))));
}
