using Auth.Application.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Auth.WebApi.Pages;

/// <summary>The full text of what people consent to, in the versions that the ledger notes.</summary>
[AllowAnonymous]
internal sealed class ConsentModel(Frame frame, IOptions<ConsentDocuments> documents) : AuthPage(frame)
{
    public (string Consent, string Version)[] Documents { get; } =
    [
        ("consentToPersonalData", documents.Value.PersonalDataVersion),
        ("consentToOptionalData", documents.Value.OptionalDataVersion),
    ];

    public IActionResult OnGet() => Page();
}
