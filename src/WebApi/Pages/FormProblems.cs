using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Auth.WebApi.Common;

namespace Auth.WebApi.Pages;

/// <summary>One wrong thing: the control it is about, where there is one, and a sentence.</summary>
internal sealed record FormProblem(string? Field, string Text);

/// <summary>What is wrong with the form that was sent, in the order of the form: for the summary and for each field.</summary>
internal sealed class FormProblems(HttpContext http)
{
    private readonly Texts texts = Texts.In(Surface.Language(http));

    /// <summary>The fields of all forms, in the order in which they stand.</summary>
    private static readonly string[] Order =
    [
        "username", "password", "passwordConfirm", "currentPassword", "newPassword", "newPasswordConfirm", "name", "nickname", "email", "phone",
        "birthYear", "birthMonth", "birthDay", "gender", "introduction", "consentToPersonalData", "consentToOptionalData", "role", "typedUsername", "understood",
    ];

    private readonly List<FormProblem> problems = [];

    public bool Any => problems.Count > 0;

    /// <summary>Whether the fields show what is stored now instead of what was typed, since that is what the person is asked to look at.</summary>
    public bool ShowsStored { get; set; }

    public IEnumerable<FormProblem> All => problems.OrderBy(p => Array.IndexOf(Order, p.Field) is var place and >= 0 ? place : Order.Length);

    public string? Of(string field) => problems.Find(p => p.Field == field)?.Text;

    public void Add(FieldError error)
    {
        var (field, code) = BirthDateParts.Is(error.Field) ? BirthDateParts.Place(http.Request.Form, error.Code) : (error.Field, error.Code);
        Add(field, texts.Of(error with { Field = field, Code = code }));
    }

    /// <summary>One sentence for each field: the first, which is the most important one.</summary>
    public void Add(string? field, string text)
    {
        if (field is null || Of(field) is null)
            problems.Add(new FormProblem(field, text));
    }

    public void Add(Error error)
    {
        foreach (var field in error.Fields)
            Add(field);
        if (error.Fields.Count == 0)
            Add(FieldOf(error), texts.Of(error));
        ShowsStored |= error == UserErrors.ChangedMeanwhile;
    }

    /// <summary>Where a refusal without fields is shown.</summary>
    private static string? FieldOf(Error error) =>
        error == UserErrors.UsernameTaken || error == SessionErrors.InvalidCredentials || error == SessionErrors.AccountSuspended ? "username"
        : error == UserErrors.EmailTaken ? "email"
        : error == UserErrors.SetupCodeInvalid ? "setupCode"
        : null;
}
