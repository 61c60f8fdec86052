using Auth.BrowserTests.Browser;
using Auth.BrowserTests.Pages;
using Auth.IntegrationTests;
using Microsoft.Playwright;

namespace Auth.BrowserTests;

/// <summary>What people write of themselves is text everywhere, whatever it looks like.</summary>
public sealed class MarkupTests(AuthApp app, Chromium chromium) : BrowserTest(app, chromium)
{
    private const string Nickname = "<b id=injected>굵게</b>";

    private static readonly Person Mallory = new("mallory")
    {
        Nickname = Nickname,
        Name = "<img id=injected src=x>",
        Optional = new("mallory@example.com") { Introduction = "</textarea><script id=injected>alert(1)</script>" },
    };

    [Theory]
    [InlineData("/")]
    [InlineData("/account")]
    public async Task On_pages_of_their_own(string path)
    {
        var tab = await OpenAsync(Mallory, "ko-light-1280");

        await tab.GoToAsync(path);

        await ShouldBeTextAsync(tab);
    }

    [Fact]
    public async Task In_the_list_of_members_on_the_members_page_and_in_the_audit_record()
    {
        var id = await RegisterAsync(Mallory);
        var tab = await OpenAsAdministratorAsync(new("admin"), "ko-light-1280");

        foreach (var path in new[] { "/admin/users", $"/admin/users/{id}", $"/admin/users/{id}/withdraw", "/admin/audit" })
        {
            await tab.GoToAsync(path);
            tab.Answer.Status.ShouldBe(200);
            (await tab.Page.Locator("#injected").CountAsync()).ShouldBe(0, path);
        }

        await tab.GoToAsync("/admin/users");
        await Assertions.Expect(new MembersPage(tab).Row(Mallory.Username)).ToContainTextAsync(Nickname);
    }

    [Fact]
    public async Task In_a_form_that_comes_back()
    {
        var tab = await OpenAsync();
        var signUp = await SignUpPage.OpenAsync(tab);

        await signUp.SubmitAsync(Mallory with { Password = "short" });

        await ShouldBeTextAsync(tab);
        await new ProfileFields(signUp).ShouldShowAsync(Mallory.Optional!);
    }

    [Fact]
    public async Task In_a_search_and_other_parts_of_an_address()
    {
        var tab = await OpenAsAdministratorAsync(new("admin"), "ko-light-1280");

        foreach (var path in new[] { "/admin/users?search=", "/admin/users?sort=", "/admin/audit?type=", "/message?code=", "/login?next=/" })
        {
            await tab.GoToAsync(path + Uri.EscapeDataString("\"><b id=injected>"));
            (await tab.Page.Locator("#injected").CountAsync()).ShouldBe(0, path);
        }
    }

    private static async Task ShouldBeTextAsync(Tab tab)
    {
        (await tab.Page.Locator("#injected").CountAsync()).ShouldBe(0);
        (await tab.Page.EvaluateAsync<bool>("text => document.body.innerText.includes(text) || [...document.querySelectorAll('input')].some(input => input.value === text)", Nickname))
            .ShouldBeTrue("the nickname as it was typed");
    }
}
