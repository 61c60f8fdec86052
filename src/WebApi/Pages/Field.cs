namespace Auth.WebApi.Pages;

/// <summary>One text field of a form: its name, which is the request's, and what the browser should know of it. Label and hint are the texts of the name.</summary>
internal sealed record Field(string Name)
{
    public string Type { get; init; } = "text";

    /// <summary>What a browser or password manager may fill in (HTML, autofill detail tokens).</summary>
    public string? Autocomplete { get; init; }

    public string? InputMode { get; init; }

    public bool IsOptional { get; init; }

    /// <summary>Whether it holds code-like text in ASCII, such as a username, that no input method or spell checker should touch.</summary>
    public bool IsCode { get; init; }

    public bool HasHint { get; init; }

    /// <summary>The label, where it is not the text of the name.</summary>
    public string? Label { get; init; }

    public bool IsPassword => Type == "password";
}
