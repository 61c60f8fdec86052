using Auth.Application.Sessions;
using Auth.Domain.Sessions;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Pages.Account;

internal sealed class DevicesModel(Frame frame) : AuthPage(frame)
{
    public const string EndOthers = "end-others";
    private const string Address = "/account/devices";

    public IReadOnlyList<SessionAnswer> Sessions { get; private set; } = [];

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public Task<IActionResult> OnPostAsync([FromForm] SessionId session, [FromForm] string? act) => act == EndOthers
        ? SendAsync(new EndOtherSessions(), _ => Done(Address, "notice.other-devices-ended"))
        : SendAsync(new EndOwnSession(session), _ => Done(Address, "notice.device-ended"));

    protected override async Task<IActionResult?> LoadAsync()
    {
        var sessions = await AskAsync(new ListOwnSessions());
        if (!sessions.IsSuccess)
            return await RefuseAsync(sessions.Error);
        Sessions = sessions.Value;
        return null;
    }
}
