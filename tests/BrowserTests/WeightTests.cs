using Auth.BrowserTests.Browser;
using Auth.BrowserTests.Pages;
using Auth.IntegrationTests;

namespace Auth.BrowserTests;

public sealed class WeightTests(AuthApp app, Chromium chromium) : BrowserTest(app, chromium)
{
    private const int KiB = 1024;

    [Theory]
    [InlineData("/login", "ko-light-360")]
    [InlineData("/sign-up", "ko-light-360")]
    [InlineData("/login", "en-light-360")]
    [InlineData("/sign-up", "en-light-360")]
    public async Task With_an_empty_cache_six_requests_and_30_KiB_are_enough(string path, string look)
    {
        var tab = await OpenAsync(look);

        var (requests, bytes) = await tab.WeighAsync(path);

        requests.ShouldBeInRange(2, 6);
        bytes.ShouldBeInRange(5 * KiB, 30 * KiB);
    }

    [Fact]
    public async Task Twenty_members_weigh_60_KiB_at_most()
    {
        for (var i = 0; i < 20; i++)
            await RegisterAsync(Person.WithDetails($"member{i:00}"));
        var tab = await OpenAsAdministratorAsync(new("admin"), "ko-light-1280");

        var (_, bytes) = await tab.WeighAsync("/admin/users");

        (await new MembersPage(tab).Rows.CountAsync()).ShouldBe(20);
        bytes.ShouldBeLessThanOrEqualTo(60 * KiB);
        (await tab.Answer.BodyAsync()).Length.ShouldBeLessThanOrEqualTo(40 * KiB);
    }
}
