using Auth.Application.Users;
using Auth.Domain.Users;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Pages.Admin;

internal sealed class EditMemberModel(Frame frame) : AuthPage(frame)
{
    [FromRoute]
    public UserId Id { get; set; }

    [FromQuery]
    public ListUsers List { get; set; } = null!;

    public UserAnswer Member { get; private set; } = null!;

    public string MemberAddress => List.Address($"{ListAddress.Members}/{Id}");

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public async Task<IActionResult> OnPostAsync([FromForm] ChangeUser form)
    {
        var changed = await AskAsync(form with { Id = Id, Role = null, Status = null, BirthDate = BirthDateParts.Read(Request.Form) });
        if (changed.IsSuccess)
            return Done(MemberAddress, "notice.member-saved", changed.Value.Username);
        if (changed.Error != UserErrors.OptionalConsentRequired)
            return await RefuseAsync(changed.Error);
        Frame.Problems.Add(null, Texts["edit-member.no-consent"]); // Here is no field to consent by: nobody can for somebody else.
        return await ShowAgainAsync();
    }

    protected override async Task<IActionResult?> LoadAsync()
    {
        var member = await AskAsync(new GetUser(Id));
        if (!member.IsSuccess)
            return await RefuseAsync(member.Error);
        Member = member.Value;
        ProfileForm.Fill(Frame, Member);
        return null;
    }
}
