using Auth.Application.Audit;

namespace Auth.IntegrationTests.Audit;

public sealed class ExportAuditEventsTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task Lines_come_oldest_first_and_go_on_behind_the_last_one()
    {
        foreach (var name in new[] { "first", "second", "third" })
        {
            await App.LoginAsync(name, "not the password");
            App.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var all = await ExportAsync(new(null, null, null));
        var rest = await ExportAsync(new(all[0].Id, null, null));

        all.Select(e => e.At).ShouldBe(all.Select(e => e.At).Order());
        all.ShouldAllBe(e => e.Type == "login_refused");
        rest.Select(e => e.Type).ShouldBe(["login_refused", "login_refused", "audit_trail_exported"]);
        rest[0].Id.ShouldBe(all[1].Id);
    }

    [Fact]
    public async Task Only_lines_of_the_time_that_was_asked_for_are_written()
    {
        await App.NewMemberAsync();
        App.Clock.Advance(TimeSpan.FromMinutes(1));
        var then = App.Clock.GetUtcNow();
        await App.LoginAsync("nobody", "not the password");
        App.Clock.Advance(TimeSpan.FromMinutes(1));
        await App.LoginAsync("nobody", "not the password");

        (await ExportAsync(new(null, then, then.AddMinutes(1)))).ShouldHaveSingleItem().At.ShouldBe(then);
    }

    private async Task<IReadOnlyList<AuditEventAnswer>> ExportAsync(ExportAuditEvents request) => (await App.Host.AsHostAsync(request)).Value.Events;
}
