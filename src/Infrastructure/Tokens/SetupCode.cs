using System.Text;
using Auth.Application.Users;
using Auth.Domain.Common;

namespace Auth.Infrastructure.Tokens;

/// <summary>
/// Eighty bits of a secret that the database keeps for this alone: the same on all nodes and after a restart, useless for any other database. It ends when
/// there is an administrator.
/// </summary>
internal sealed class SetupCode(KeptSecrets secrets) : ISetupCode
{
    private const string Alphabet = "ABCDEFGHJKMNPQRSTVWXYZ0123456789";
    private const int Characters = 16;
    private const int GroupLength = 4;

    public Secret Current
    {
        get
        {
            var bits = secrets.Current(SecretPurpose.SetupCode).Value;
            var code = new StringBuilder();
            for (var i = 0; i < Characters; i++)
            {
                if (i > 0 && i % GroupLength == 0)
                    code.Append('-');
                code.Append(Alphabet[bits[i] % Alphabet.Length]);
            }

            return new Secret(code.ToString());
        }
    }
}
