using Auth.Application.Sessions;
using Auth.Infrastructure.Tokens;
using Microsoft.Extensions.Options;

namespace Auth.UnitTests.Tokens;

internal static class TestKeys
{
    /// <summary>The squares of 0 to 31 modulo 256, times 7: a rule, so that known answers can be worked out elsewhere, that does not look like one.</summary>
    public static readonly byte[] Bytes = [.. Enumerable.Range(0, MasterKey.Length).Select(i => (byte)(i * i * 7))];

    public static readonly MasterKey One = MasterKey.Parse(Convert.ToBase64String(Bytes));

    public static readonly MasterKey Other = MasterKey.Parse(Convert.ToBase64String([.. Bytes.Select(b => (byte)(b + 1))]));

    public static SigningKeyMaker Maker(MasterKey key, MasterKey? former = null) =>
        new(new MasterKeys(key, former), Options.Create(new TokenOptions()), Options.Create(new SessionOptions()));

    /// <summary>The secrets that each of the master keys began with, as of old; the last is in use.</summary>
    public static KeptSecrets Secrets(params MasterKey[] founders)
    {
        var secrets = new KeptSecrets(TimeProvider.System);
        secrets.Replace(
        [
            .. from purpose in SecretPurpose.All
               from founder in founders.Index()
               select new KeptSecret(purpose, founder.Item.IdText, DateTimeOffset.UnixEpoch.AddDays(founder.Index), founder.Item.Derive(purpose.Name)),
        ]);
        return secrets;
    }
}
