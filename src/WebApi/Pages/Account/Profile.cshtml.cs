using Auth.Application.Users;
using Auth.Domain.Users;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Pages.Account;

internal sealed class ProfileModel(Frame frame) : AuthPage(frame)
{
    public const string Address = "/account";
    public const string TakeConsentBack = "take-consent-back";

    public bool HasOptionalData => Frame.Account is not { Email: null, Introduction: null, Phone: null, BirthDate: null, Gender: Gender.Unspecified };

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public Task<IActionResult> OnPostAsync([FromForm] ChangeOwnAccount form, [FromForm] string? act) => act == TakeConsentBack
        ? SendAsync(new ChangeOwnAccount { ConsentToOptionalData = false }, _ => Done(Address, "notice.consent-taken-back"))
        : SendAsync(form with { BirthDate = BirthDateParts.Read(Request.Form) }, _ => Done(Address, "notice.profile-saved"));

    protected override async Task<IActionResult?> LoadAsync()
    {
        if (Request.HasFormContentType && Request.Form["act"] == TakeConsentBack)
            Frame.Problems.ShowsStored = true; // That form has none of the fields.
        if (Frame.Problems.ShowsStored && await Frame.FindAccountAsync() is { } error)
            return await RefuseAsync(error);
        ProfileForm.Fill(Frame, Frame.Account!);
        return null;
    }
}
