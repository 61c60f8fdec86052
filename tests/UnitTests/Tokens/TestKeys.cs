using Auth.Infrastructure.Tokens;

namespace Auth.UnitTests.Tokens;

internal static class TestKeys
{
    /// <summary>The squares of 0 to 31 modulo 256, times 7: a rule, so that known answers can be worked out elsewhere, that does not look like one.</summary>
    public static readonly byte[] Bytes = [.. Enumerable.Range(0, MasterKey.Length).Select(i => (byte)(i * i * 7))];

    public static readonly MasterKey One = MasterKey.Parse(Convert.ToBase64String(Bytes));

    public static readonly MasterKey Other = MasterKey.Parse(Convert.ToBase64String([.. Bytes.Select(b => (byte)(b + 1))]));
}
