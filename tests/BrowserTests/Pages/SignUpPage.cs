using Auth.BrowserTests.Browser;
using Microsoft.Playwright;

namespace Auth.BrowserTests.Pages;

public sealed class SignUpPage(Tab tab) : AnyPage(tab)
{
    public ILocator Details => Main.Locator("details");

    public ILocator Button => Submit("passwordConfirm");

    public static async Task<SignUpPage> OpenAsync(Tab tab)
    {
        await tab.GoToAsync("/sign-up");
        return new(tab);
    }

    /// <summary>Fills in everything, the consents included.</summary>
    public async Task FillAsync(Person person)
    {
        await Field("username").FillAsync(person.Username);
        await Field("password").FillAsync(person.Password);
        await Field("passwordConfirm").FillAsync(person.Password);
        await Field("name").FillAsync(person.Name);
        await Field("nickname").FillAsync(person.Nickname);
        await Field("consentToPersonalData").Control.CheckAsync();
        if (person.Optional is { } details)
        {
            await OpenDetailsAsync();
            await new ProfileFields(this).FillAsync(details);
            await Field("consentToOptionalData").Control.CheckAsync();
        }
    }

    public async Task OpenDetailsAsync()
    {
        if (!await Field("email").Control.IsVisibleAsync())
            await Details.Locator("summary").ClickAsync();
    }

    public Task SubmitAsync() => Tab.LeaveByAsync(Button);

    public async Task SubmitAsync(Person person)
    {
        await FillAsync(person);
        await SubmitAsync();
    }
}

/// <summary>The optional details, which sign-up and profile share.</summary>
public sealed class ProfileFields(AnyPage page)
{
    public async Task FillAsync(Details details)
    {
        await page.Field("email").FillAsync(details.Email);
        await page.Field("phone").FillAsync(details.Phone);
        await page.Field("birthYear").FillAsync(details.BirthDate.Year);
        await page.Field("birthMonth").FillAsync(details.BirthDate.Month);
        await page.Field("birthDay").FillAsync(details.BirthDate.Day);
        await page.Field("gender").Choice(details.Gender).CheckAsync();
        await page.Field("introduction").FillAsync(details.Introduction);
    }

    public async Task ShouldShowAsync(Details details)
    {
        (await page.Field("email").ValueAsync()).ShouldBe(details.Email);
        (await page.Field("phone").ValueAsync()).ShouldBe(details.Phone);
        (await page.Field("birthYear").ValueAsync()).ShouldBe(details.BirthDate.Year);
        (await page.Field("birthMonth").ValueAsync()).ShouldBe(details.BirthDate.Month);
        (await page.Field("birthDay").ValueAsync()).ShouldBe(details.BirthDate.Day);
        (await page.Field("gender").Choice(details.Gender).IsCheckedAsync()).ShouldBeTrue("the gender");
        (await page.Field("introduction").ValueAsync()).ShouldBe(details.Introduction);
    }
}
