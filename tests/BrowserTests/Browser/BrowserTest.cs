using Auth.BrowserTests.Pages;
using Auth.Domain.Users;
using Auth.IntegrationTests;
using Microsoft.EntityFrameworkCore;

namespace Auth.BrowserTests.Browser;

/// <summary>
/// Base of the tests: each begins without people and with fresh browser profiles, and fails at its end where the browser complained of anything that the test had not foretold.
/// </summary>
public abstract class BrowserTest(AuthApp app, Chromium chromium) : IAsyncLifetime
{
    private readonly List<Tab> tabs = [];

    protected AuthApp App { get; } = app;

    protected Chromium Chromium { get; } = chromium;

    public async ValueTask InitializeAsync() => await App.ResetAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        foreach (var tab in tabs)
        {
            if (failed)
                await Screenshots.KeepForInquestAsync(tab);
            await tab.DisposeAsync();
        }

        if (!failed)
            tabs.ForEach(tab => tab.Watch.ShouldHaveSeenNothing());
    }

    protected Task<Tab> OpenAsync(string look) => OpenAsync(Look.Parse(look));

    /// <summary>A browser of somebody's own; at another host than the common one where one is given.</summary>
    protected async Task<Tab> OpenAsync(Look? look = null, Uri? host = null)
    {
        var tab = await Tab.OpenAsync(Chromium.Browser, host ?? App.Client.BaseAddress!, look ?? new());
        tabs.Add(tab);
        return tab;
    }

    /// <summary>Signs somebody up without a browser, later than all before; answers who they are.</summary>
    protected async Task<Guid> RegisterAsync(Person person)
    {
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        var body = App.Registration(person.Username);
        (body["password"], body["name"], body["nickname"]) = (person.Password, person.Name, person.Nickname);
        if (person.Optional is { } details)
        {
            body["consentToOptionalData"] = true;
            (body["email"], body["phone"], body["gender"], body["introduction"]) = (details.Email, details.Phone, details.Gender, details.Introduction);
            body["birthDate"] = $"{details.BirthDate.Year}-{details.BirthDate.Month.PadLeft(2, '0')}-{details.BirthDate.Day.PadLeft(2, '0')}";
        }

        var user = await (await App.RegisterAsync(body)).ShouldBeAsync(201);
        return user.GetProperty("id").GetGuid();
    }

    /// <summary>Somebody signed up, at a browser in which they are logged in.</summary>
    protected async Task<Tab> OpenAsync(Person person, string look)
    {
        await RegisterAsync(person);
        return await LogInAsync(person, look);
    }

    protected async Task<Tab> OpenAsAdministratorAsync(Person person, string look)
    {
        await MakeAdministratorAsync(await RegisterAsync(person));
        return await LogInAsync(person, look);
    }

    protected async Task<Tab> LogInAsync(Person person, string look)
    {
        var tab = await OpenAsync(look);
        var login = await LoginPage.OpenAsync(tab, "/");
        await login.SubmitAsync(person);
        return tab;
    }

    /// <summary>Guesses passwords until the account takes no more attempts.</summary>
    protected async Task ExhaustAttemptsAsync(string username)
    {
        for (var attempts = 0; (int)(await App.LoginAsync(username, "a wrong guess")).StatusCode != 429; attempts++)
            attempts.ShouldBeLessThan(100, "nothing limits guesses");
    }

    protected Task MakeAdministratorAsync(Guid id) => App.WithDatabaseAsync(db =>
        db.Users.Where(user => user.Id == new UserId(id)).ExecuteUpdateAsync(set => set.SetProperty(user => user.Role, Role.Admin)));
}
