using System.Buffers.Text;
using System.Text.Json;
using Auth.IntegrationTests;
using Microsoft.EntityFrameworkCore;

namespace Auth.SecurityTests.Tokens;

/// <summary>What is cut, lengthened, spent or made without the server's key is in RefreshSessionTests.</summary>
public sealed class ForgedRefreshTokenTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task A_flipped_bit_anywhere_is_refused_and_nothing_is_written()
    {
        var member = await App.NewMemberAsync();
        var before = await StateAsync();
        var bytes = Base64Url.DecodeFromChars(member.RefreshToken);
        for (var bit = 0; bit < bytes.Length * 8; bit += 3)
        {
            var flipped = bytes.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            await (await App.RefreshAsync(Base64Url.EncodeToString(flipped))).ShouldBeProblemAsync(401, "refresh_token_invalid");
        }

        (await StateAsync()).ShouldBe(before);
        await (await App.RefreshAsync(member.RefreshToken)).ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_token_has_one_spelling()
    {
        var member = await App.NewMemberAsync();
        var token = member.RefreshToken;
        var standard = token.Replace('-', '+').Replace('_', '/');
        List<string> spellings =
        [
            $"{token}=", $"{token}%3D", $" {token}", $"{token} ", $"{token}\n", $"{token}\0", $"{token[..10]}\r\n{token[10..]}", $"{token[..10]} {token[10..^1]}", $"\uFEFF{token}",
            $"{token[..4]}====", Convert.ToHexString(Base64Url.DecodeFromChars(token)), Uri.HexEscape(token[0]) + token[1..], (char)(token[0] + 0xFEE0) + token[1..],
            $"Bearer {token}", $"\"{token}\"", token.ToUpperInvariant(), token.ToLowerInvariant(), string.Concat(token.Reverse()),
        ];
        if (standard != token)
            spellings.Add(standard);

        foreach (var spelling in spellings)
            await (await App.RefreshAsync(spelling)).ShouldBeProblemAsync(401, "refresh_token_invalid");
        await (await App.RefreshAsync(token)).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Neither_token_stands_for_the_other_nor_for_a_cursor()
    {
        var administrator = await App.NewAdministratorAsync();
        await App.NewMemberAsync();
        var cursor = (await (await administrator.Client.CallAsync("GET /api/v1/users?limit=1")).ShouldBeAsync(200)).Text("nextCursor")!;

        await (await App.RefreshAsync(administrator.AccessToken)).ShouldBeProblemAsync(401, "refresh_token_invalid");
        await (await App.RefreshAsync(cursor)).ShouldBeProblemAsync(401, "refresh_token_invalid");
        await (await administrator.Client.CallAsync($"GET /api/v1/users?cursor={administrator.RefreshToken}")).ShouldRefuseFieldsAsync("cursor");
        using var client = App.Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", administrator.RefreshToken);
        await (await client.CallAsync("GET /api/v1/users/me")).ShouldBeProblemAsync(401, "token_invalid");
    }

    private Task<string> StateAsync() => App.QueryAsync(async db => JsonSerializer.Serialize(new
    {
        Sessions = await db.Sessions.OrderBy(s => s.Id).ToListAsync(),
        Events = await db.AuditEvents.CountAsync(),
    }));
}
