using Auth.Application.Sessions;
using Auth.WebApi.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Pages;

[AllowAnonymous]
internal sealed class IndexModel(Frame frame) : AuthPage(frame)
{
    /// <summary>From where the last login came, unless it has been logged out since.</summary>
    public string? Device { get; private set; }

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    protected override async Task<IActionResult?> LoadAsync()
    {
        if (Frame.Account is null)
            return null;
        var sessions = await AskAsync(new ListOwnSessions());
        if (!sessions.IsSuccess)
            return await RefuseAsync(sessions.Error);
        Device = sessions.Value.FirstOrDefault(s => s.CreatedAt == Frame.Account.LastLoginAt) is { } session ? DeviceName.Of(session.UserAgent, Texts).Name : null;
        return null;
    }
}
