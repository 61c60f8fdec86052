using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Pages;

/// <summary>What every form of the account pages holds to: it is taken only from the service's own pages, in the browser of the person whom it concerns.</summary>
public sealed class AccountFormsTests(AuthApp app) : AuthTest(app)
{
    private const string Typed = "typed by a stranger";

    public static readonly TheoryData<string, string, (string Name, string? Value)[]> Forms = new()
    {
        { "/account", "main form .primary", [("nickname", Typed)] },
        { "/account", "button[value=take-consent-back]", [] },
        { "/account/password", "main form .primary", [("currentPassword", AuthApp.Password), ("newPassword", Typed), ("newPasswordConfirm", Typed)] },
        { "/account/devices", ".devices button", [] },
        { "/account/devices", "button[value=end-others]", [] },
        { "/account/withdraw", "main form .danger", [("currentPassword", AuthApp.Password), ("understood", "true")] },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_form_without_its_token_or_with_that_of_somebody_else_is_shown_again_and_changes_nothing(string address, string button, (string Name, string? Value)[] typed)
    {
        var member = await App.NewMemberAsync(App.FullRegistration());
        var stranger = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        using var theirs = await PageClient.LoggedInAsync(App, stranger.Username);
        var foreign = (await theirs.GetAsync(address)).ValueOf("csrf")!;
        var form = await browser.GetAsync(address);
        var before = await StateAsync();

        foreach (var token in new[] { "", "none", foreign })
        {
            var answer = await browser.SubmitAsync(form, button, [.. typed, ("csrf", token)]);

            answer.ShouldRefuse(400, "페이지를 연 지 오래되어 저장하지 못했습니다. 다시 눌러 주세요.");
            (await StateAsync()).ShouldBe(before);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_form_from_another_site_is_refused_with_nothing_of_what_it_holds(string address, string button, (string Name, string? Value)[] typed)
    {
        var member = await App.NewMemberAsync(App.FullRegistration());
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        var form = await browser.GetAsync(address);
        var before = await StateAsync();

        foreach (var header in new[] { ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"), ("Origin", "https://elsewhere.example"), ("Origin", "null") })
        {
            var answer = await browser.SubmitAsync(form, button, [header], typed);

            answer.Status.ShouldBe(400);
            answer.Heading.ShouldBe("요청을 처리하지 못했습니다");
            answer.Html.ShouldNotContain(Typed);
            (await StateAsync()).ShouldBe(before);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task The_same_form_from_its_own_page_is_taken(string address, string button, (string Name, string? Value)[] typed)
    {
        var member = await App.NewMemberAsync(App.FullRegistration());
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        var form = await browser.GetAsync(address);
        var before = await StateAsync();

        var answer = await browser.SubmitAsync(form, button, [("Sec-Fetch-Site", "same-origin"), ("Origin", App.Client.BaseAddress!.GetLeftPart(UriPartial.Authority))], typed);

        answer.Status.ShouldBe(303);
        (await StateAsync()).ShouldNotBe(before);
    }

    [Theory]
    [InlineData("/account")]
    [InlineData("/account/password")]
    [InlineData("/account/devices")]
    [InlineData("/account/withdraw")]
    public async Task Nobody_sees_it_without_a_session(string address)
    {
        using var browser = new PageClient(App);

        (await browser.GetAsync(address)).ShouldLeadTo($"/login?next={Uri.EscapeDataString(address)}");
        (await browser.PostAsync(address)).ShouldLeadTo($"/login?next={Uri.EscapeDataString(address)}");
    }

    /// <summary>All that the forms could change.</summary>
    private Task<string> StateAsync() => App.QueryAsync(async db => string.Join(
        '\n',
        [
            .. await db.Users.OrderBy(u => u.Id).Select(u => $"{u.Id} {u.Version} {u.Nickname}").ToListAsync(),
            .. await db.Credentials.OrderBy(c => c.UserId).Select(c => $"{c.UserId} {c.Version}").ToListAsync(),
            .. await db.Sessions.OrderBy(s => s.Id).Select(s => $"{s.Id} {s.EndedAt}").ToListAsync(),
        ]));
}
