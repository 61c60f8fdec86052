using System.Security.Cryptography;
using System.Text;
using Auth.Application.Users;
using Auth.Domain.Common;

namespace Auth.Infrastructure.Tokens;

/// <summary>
/// Eighty bits of an HMAC over the id of the database's first signing key: the same on all nodes and after a restart without being stored,
/// useless for any other database. It ends when there is an administrator.
/// </summary>
internal sealed class SetupCode(MasterKey masterKey, SigningKeyRing keys) : ISetupCode
{
    private const string Alphabet = "ABCDEFGHJKMNPQRSTVWXYZ0123456789";
    private const int Characters = 16;
    private const int GroupLength = 4;

    public Secret Current
    {
        get
        {
            var mac = HMACSHA256.HashData(masterKey.Derive("set-up code"), Encoding.ASCII.GetBytes(keys.Published[0].Key.Id));
            var code = new StringBuilder();
            for (var i = 0; i < Characters; i++)
            {
                if (i > 0 && i % GroupLength == 0)
                    code.Append('-');
                code.Append(Alphabet[mac[i] % Alphabet.Length]);
            }

            return new Secret(code.ToString());
        }
    }
}
