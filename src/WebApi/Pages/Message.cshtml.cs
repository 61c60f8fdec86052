using Auth.Domain.Common;
using Auth.WebApi.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Pages;

/// <summary>Says how something ended that leaves no other page to say it. By a code of a list: nobody puts words of theirs here by an address.</summary>
[AllowAnonymous]
internal sealed class MessageModel(Frame frame) : AuthPage(frame)
{
    public const string Withdrawn = "withdrawn";
    private static readonly string[] Codes = [Withdrawn];

    public string Code { get; private set; } = "";

    public static string Address(string code) => $"/message?code={code}";

    public IActionResult OnGet([FromQuery] string? code)
    {
        if (!Codes.Contains(code) || Frame.Account is not null)
            return new ErrorResult(CommonErrors.NotFound);
        Code = code!;
        return Page();
    }
}
