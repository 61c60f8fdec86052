using Auth.BrowserTests.Browser;
using Microsoft.Playwright;

namespace Auth.BrowserTests.Pages;

public sealed class LoginPage(Tab tab) : AnyPage(tab)
{
    public Field Username => Field("username");

    public Field Password => Field("password");

    public ILocator Button => Submit("password");

    public static async Task<LoginPage> OpenAsync(Tab tab, string? next = null)
    {
        await tab.GoToAsync(next is null ? "/login" : $"/login?next={Uri.EscapeDataString(next)}");
        return new(tab);
    }

    public async Task SubmitAsync(string username, string password)
    {
        await Username.FillAsync(username);
        await Password.FillAsync(password);
        await Tab.LeaveByAsync(Button);
    }

    public Task SubmitAsync(Person person) => SubmitAsync(person.Username, person.Password);
}
