using Auth.Application.Users;
using Auth.Domain.Common;
using Auth.Domain.Users;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Pages.Admin;

internal sealed class WithdrawMemberModel(Frame frame) : AuthPage(frame)
{
    private const string OwnWithdrawal = "/account/withdraw";

    [FromRoute]
    public UserId Id { get; set; }

    [FromQuery]
    public ListUsers List { get; set; } = null!;

    public string Username { get; private set; } = "";

    public string MemberAddress => List.Address($"{ListAddress.Members}/{Id}");

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public async Task<IActionResult> OnPostAsync([FromForm] string? typedUsername)
    {
        if (await LoadAsync() is { } instead)
            return instead;
        if (typedUsername?.Trim() == Username)
            return await SendAsync(new WithdrawUser(Id), _ => Done(List.Address(), "notice.member-withdrawn", Username));
        Frame.Problems.Add("typedUsername", Texts.Format("withdraw-member.wrong", ("username", Username)));
        return await ShowAgainAsync();
    }

    /// <summary>Who it is about is all that the page shows of them. One's own account is closed with one's own password.</summary>
    protected override async Task<IActionResult?> LoadAsync()
    {
        var found = await AskAsync(new ListUsernames([Id]));
        if (!found.IsSuccess)
            return await RefuseAsync(found.Error);
        if (!found.Value.TryGetValue(Id, out var username))
            return await RefuseAsync(CommonErrors.NotFound);
        Username = username;
        return Id == Frame.Account!.Id ? Done(OwnWithdrawal) : null;
    }
}
