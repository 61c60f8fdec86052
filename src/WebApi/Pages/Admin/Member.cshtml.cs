using Auth.Application.Sessions;
using Auth.Application.Users;
using Auth.Domain.Users;
using Auth.WebApi.Common;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Pages.Admin;

internal sealed class MemberModel(Frame frame) : AuthPage(frame)
{
    public const string Suspended = "notice.member-suspended";
    public const string Restored = "notice.member-restored";

    [FromRoute]
    public UserId Id { get; set; }

    /// <summary>The list from which this page was opened.</summary>
    [FromQuery]
    public ListUsers List { get; set; } = null!;

    public UserAnswer Member { get; private set; } = null!;

    public IReadOnlyList<SessionAnswer> Devices { get; private set; } = [];

    /// <summary>Why nothing can be done to this member here; null where it can.</summary>
    public string? Untouchable { get; private set; }

    public string Address(string page = "") => List.Address($"{ListAddress.Members}/{Id}{page}");

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    /// <summary>One act, by the button that was pressed.</summary>
    public async Task<IActionResult> OnPostAsync([FromForm] string? act, [FromForm] string? role)
    {
        if (Id == Frame.Account!.Id)
        {
            Frame.Problems.Add(null, await WhyNotOneselfAsync());
            return await ShowAgainAsync();
        }

        return act switch
        {
            "suspend" => await ChangeAsync(new ChangeUser { Id = Id, Status = "suspended" }, Suspended),
            "restore" => await ChangeAsync(new ChangeUser { Id = Id, Status = "active" }, Restored),
            "role" => await ChangeAsync(new ChangeUser { Id = Id, Role = role }, "notice.member-role"),
            "log-out" => await SendAsync(new EndUserSessions(Id), _ => Done(Address(), "notice.member-logged-out")),
            _ => await ShowAsync(),
        };
    }

    protected override async Task<IActionResult?> LoadAsync()
    {
        var member = await AskAsync(new GetUser(Id));
        if (!member.IsSuccess)
            return await RefuseAsync(member.Error);
        var devices = await AskAsync(new ListUserSessions(Id));
        if (!devices.IsSuccess)
            return await RefuseAsync(devices.Error);
        (Member, Devices) = (member.Value, devices.Value);
        Untouchable = Id == Frame.Account!.Id ? await WhyNotOneselfAsync() : null;
        return null;
    }

    private Task<IActionResult> ChangeAsync(ChangeUser change, string notice) => SendAsync(change, member => Done(Address(), notice, member.Username));

    /// <summary>Administrators leave, or lay the role down, with their own password or by another one's hand. Who looks at the last one is the last one.</summary>
    private async Task<string> WhyNotOneselfAsync()
    {
        var administrators = await AskAsync(new CountUsers(null, "admin", "active"));
        return administrators.IsSuccess && administrators.Value.Count == 1 ? Texts.Of(UserErrors.LastAdministrator) : Texts["member.self"];
    }
}
