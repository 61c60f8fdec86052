using System.Diagnostics;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Users;

public sealed class CreateFirstAdministratorTests(AuthApp app) : AuthTest(app)
{
    private const string UsernameSetting = "Auth:Bootstrap:Username";
    private const string PasswordSetting = "Auth:Bootstrap:Password";

    [Fact]
    public async Task The_configured_administrator_is_there_when_the_host_is_ready()
    {
        await using var host = App.NewHost((UsernameSetting, "Root"), (PasswordSetting, "a long bootstrap password"));
        using var client = await host.StartAsync();

        await (await App.LoginAsync("root", "a long bootstrap password")).ShouldBeAsync(200);

        var user = await App.QueryAsync(db => db.Users.Include(u => u.Consents).SingleAsync());
        user.Role.ShouldBe(Role.Admin);
        user.Consents.ShouldBeEmpty("Nobody consented to anything yet.");
        host.Logs.Lines.ShouldNotContain(line => line.Contains("a long bootstrap password", StringComparison.Ordinal));
        host.Logs.Lines.ShouldNotContain(line => line.Contains("There is no administrator yet", StringComparison.Ordinal));
        var events = await App.QueryAsync(db => db.AuditEvents.Where(e => e.SubjectId == user.Id && e.ActorId == null).ToListAsync());
        events.Select(e => e.Type).ShouldBe(["user_registered", "user_role_changed"], ignoreOrder: true);
    }

    [Fact]
    public async Task Where_there_is_one_none_is_made_and_no_password_is_changed()
    {
        await App.NewAdministratorAsync();

        await using var host = App.NewHost((UsernameSetting, "root"), (PasswordSetting, "a long bootstrap password"));
        using var client = await host.StartAsync();

        await (await App.LoginAsync("root", "a long bootstrap password")).ShouldBeProblemAsync(401, "invalid_credentials");
        (await App.QueryAsync(db => db.Users.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Two_hosts_that_start_at_once_make_one()
    {
        await using var one = App.NewHost((UsernameSetting, "root"), (PasswordSetting, "a long bootstrap password"));
        await using var other = App.NewHost((UsernameSetting, "toor"), (PasswordSetting, "a long bootstrap password"));

        var clients = await Task.WhenAll(Task.Run(one.StartAsync), Task.Run(other.StartAsync));

        (await App.QueryAsync(db => db.Users.CountAsync())).ShouldBe(1);
        foreach (var client in clients)
            client.Dispose();
    }

    [Theory]
    [InlineData("root", null, "Enter a password")]
    [InlineData("root", "short", "8 characters or more")]
    [InlineData(null, "a long bootstrap password", "Enter a username")]
    [InlineData("two words", "a long bootstrap password", "Username must be")]
    public async Task A_configuration_that_cannot_work_stops_the_host_with_a_sentence(string? username, string? password, string sentence)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "auth.dll")]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (setting, value) in App.Settings.Append(new("ASPNETCORE_URLS", "http://127.0.0.1:0")))
            start.Environment[setting.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["Auth__Bootstrap__Username"] = username;
        start.Environment["Auth__Bootstrap__Password"] = password;
        start.Environment["Auth__Passwords__Cost"] = "10";

        using var host = Process.Start(start)!;
        var output = host.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = await host.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await host.WaitForExitAsync(TestContext.Current.CancellationToken);

        said.Trim().ShouldStartWith("The first administrator cannot be made from Auth:Bootstrap:Username and Auth:Bootstrap:Password:", Case.Sensitive, await output);
        said.ShouldContain(sentence);
        said.Trim().ShouldNotContain('\n');
        host.ExitCode.ShouldBe(1);
        (await App.QueryAsync(db => db.Users.AnyAsync())).ShouldBeFalse();
    }
}
