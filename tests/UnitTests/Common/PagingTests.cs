using Auth.Application.Common;

namespace Auth.UnitTests.Common;

public sealed class PagingTests
{
    [Theory]
    [InlineData(null, 20)]
    [InlineData("1", 1)]
    [InlineData("100", 100)]
    [InlineData("007", 7)]
    public void A_limit_is_read_or_twenty(string? text, int limit) => Paging.ParseLimit(text).ShouldBe(limit);

    [Theory]
    [InlineData("a_b", @"a\_b%")]
    [InlineData("100%", @"100\%%")]
    [InlineData(@"a\", @"a\\%")]
    [InlineData(@"\%_", @"\\\%\_%")]
    public void No_character_of_a_search_is_a_wildcard(string text, string pattern) => Paging.LikePrefix(text).ShouldBe(pattern);
}
