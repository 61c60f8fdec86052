using Auth.BrowserTests.Browser;
using Auth.BrowserTests.Pages;
using Auth.IntegrationTests;
using Microsoft.EntityFrameworkCore;

namespace Auth.BrowserTests;

/// <summary>
/// Walks over all pages in all their states and inspects each, in both languages.
/// </summary>
public sealed class ScreenshotTests(AuthApp app, Chromium chromium) : BrowserTest(app, chromium)
{
    private static readonly string[] KoreanNames = ["김서연", "이도윤", "박지우", "최하준", "정서아", "강시우", "조하은"];
    private static readonly string[] EnglishNames = ["Seoyeon Kim", "Doyun Lee", "Jiu Park", "Hajun Choi", "Seoa Jung", "Siu Kang", "Haeun Cho"];

    [Theory, InlineData("ko"), InlineData("en")]
    public async Task As_a_visitor(string language)
    {
        await ExhaustAttemptsAsync(PageStates.Locked);
        await WalkAsync(await OpenAsync(new Look(language)), NewPerson("visitor", 0, language), default, PageStates.OfVisitor);
    }

    [Theory, InlineData("ko"), InlineData("en")]
    public async Task As_a_member(string language)
    {
        var person = NewPerson("minji", 0, language);
        var tab = await OpenAsync(person, $"{language}-light-1280");
        (await App.LoginAsync(person.Username)).EnsureSuccessStatusCode();
        await WalkAsync(tab, person, default, PageStates.OfMember);
    }

    [Theory, InlineData("ko"), InlineData("en")]
    public async Task As_the_first_administrator(string language)
    {
        var administrator = NewPerson("admin", 0, language);
        var tab = await OpenAsAdministratorAsync(administrator, $"{language}-light-1280");
        var id = await App.QueryAsync(db => db.Users.Select(user => user.Id).SingleAsync());
        await WalkAsync(tab, administrator, id.Value, PageStates.OfFirstAdministrator);
    }

    [Theory, InlineData("ko"), InlineData("en")]
    public async Task As_an_administrator(string language)
    {
        Guid other = default;
        for (var i = 0; i < 25; i++)
            other = await RegisterAsync(NewPerson($"member{i:00}", i, language));
        var administrator = NewPerson("admin", 0, language);
        var tab = await OpenAsAdministratorAsync(administrator, $"{language}-light-1280");
        await WalkAsync(tab, administrator, other, PageStates.OfAdministrator);
    }

    private static async Task WalkAsync(Tab tab, Person person, Guid other, PageState[] states)
    {
        foreach (var state in states)
        {
            await state.ReachAsync(new Scene(tab, person, other));
            await tab.InspectAsync(state.Name);
        }
    }

    private static Person NewPerson(string username, int place, string language) => Person.WithDetails(username) with
    {
        Name = language == "ko" ? KoreanNames[place % KoreanNames.Length] : EnglishNames[place % EnglishNames.Length],
        Nickname = language == "ko" ? $"나무{place}" : $"Tree {place}",
        Optional = new($"{username}@example.com") { Introduction = language == "ko" ? "반갑습니다." : "Nice to meet you." },
    };
}
