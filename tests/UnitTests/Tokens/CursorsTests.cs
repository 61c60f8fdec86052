using Auth.Infrastructure.Tokens;
using CsCheck;

namespace Auth.UnitTests.Tokens;

public sealed class CursorsTests
{
    private readonly Cursors cursors = new(new MasterKeys(TestKeys.One));

    [Fact]
    public void The_keys_come_back() => Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 20], Gen.String[Gen.Char[' ', '힣'], 0, 60].Array[1, 4]).Sample(
        (purpose, keys) => cursors.Read(purpose, cursors.Make(purpose, keys)).ShouldBe(keys));

    [Fact]
    public void A_cursor_of_another_list_or_order_is_refused()
    {
        cursors.Read("users name", cursors.Make("users -name", "홍길동")).ShouldBeNull();
        cursors.Read("users", cursors.Make("audit-events", "홍길동")).ShouldBeNull();
    }

    [Fact]
    public void A_cursor_of_another_master_key_is_refused() =>
        cursors.Read("users", new Cursors(new MasterKeys(TestKeys.Other)).Make("users", "홍길동")).ShouldBeNull();

    [Fact]
    public void A_cursor_altered_in_any_character_is_refused()
    {
        var cursor = cursors.Make("users", "hong");
        for (var i = 0; i < cursor.Length - 1; i++)
            cursors.Read("users", cursor[..i] + (cursor[i] == 'A' ? 'B' : 'A') + cursor[(i + 1)..]).ShouldBeNull($"at {i}");
    }

    [Fact]
    public void A_cut_cursor_is_refused()
    {
        var cursor = cursors.Make("users", "hong");
        for (var length = 0; length < cursor.Length; length++)
            cursors.Read("users", cursor[..length]).ShouldBeNull($"{length} characters");
    }

    [Fact]
    public void Garbage_is_refused_and_does_not_throw() => Gen.String.Sample(text => cursors.Read("users", text).ShouldBeNull());

    [Fact]
    public void Garbage_in_the_right_alphabet_is_refused_and_does_not_throw() =>
        Gen.String[Gen.Char["ABCxyz019-_="], 0, 3000].Sample(text => cursors.Read("users", text).ShouldBeNull());

    [Fact]
    public void The_key_of_a_row_cannot_be_read_in_a_cursor()
    {
        var cursor = cursors.Make("users", "gildong");

        System.Text.Encoding.Latin1.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(cursor)).ShouldNotContain("gildong");
    }
}
