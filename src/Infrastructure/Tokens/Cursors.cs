using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Auth.Application.Common;

namespace Auth.Infrastructure.Tokens;

/// <summary>Cursors are sealed: they hold a row's key, which may be a person's name, and they travel in addresses that are logged.</summary>
internal sealed class Cursors(MasterKeys masterKeys) : ICursors
{
    private const int LongestCursor = 2048;
    private readonly SecretBox box = new(masterKeys, "cursors");

    public string Make(string purpose, params string[] keys) =>
        Base64Url.EncodeToString(box.Seal(JsonSerializer.SerializeToUtf8Bytes(keys), Encoding.UTF8.GetBytes(purpose)));

    public string[]? Read(string purpose, string cursor)
    {
        if (cursor.Length > LongestCursor || !Base64Url.IsValid(cursor))
            return null;
        return box.Open(Base64Url.DecodeFromChars(cursor), Encoding.UTF8.GetBytes(purpose)) is { } keys ? JsonSerializer.Deserialize<string[]>(keys) : null;
    }
}
