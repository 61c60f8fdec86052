using Auth.Infrastructure.Tokens;

namespace Auth.UnitTests.Tokens;

internal static class TestKeys
{
    /// <summary>The bytes 0 to 31, so that known answers can be worked out elsewhere.</summary>
    public static readonly byte[] Bytes = [.. Enumerable.Range(0, MasterKey.Length).Select(i => (byte)i)];

    public static readonly MasterKey One = MasterKey.Parse(Convert.ToBase64String(Bytes));

    public static readonly MasterKey Other = MasterKey.Parse(Convert.ToBase64String([.. Bytes.Select(b => (byte)(b + 1))]));
}
