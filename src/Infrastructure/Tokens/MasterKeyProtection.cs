using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Auth.Infrastructure.Tokens;

/// <summary>
/// ASP.NET Core's data protection under the master key: what one node seals, such as an antiforgery token, every node opens, also after a restart, without a
/// key ring to keep and share.
/// </summary>
internal sealed class MasterKeyProtection(MasterKeys masterKeys) : IDataProtectionProvider
{
    private readonly SecretBox box = new(masterKeys, "data protection");

    public IDataProtector CreateProtector(string purpose) => new Protector(box, [purpose]);

    /// <summary>The purposes are authenticated along with the content, so what is sealed for one opens for no other.</summary>
    private sealed class Protector(SecretBox box, string[] purposes) : IDataProtector
    {
        private readonly byte[] context = Encoding.UTF8.GetBytes(string.Concat(purposes.Select(p => $"{p.Length}:{p}")));

        public IDataProtector CreateProtector(string purpose) => new Protector(box, [.. purposes, purpose]);

        public byte[] Protect(byte[] plaintext) => box.Seal(plaintext, context);

        public byte[] Unprotect(byte[] protectedData) =>
            box.Open(protectedData, context) ?? throw new CryptographicException("This was not sealed here, or not for this purpose.");
    }
}
