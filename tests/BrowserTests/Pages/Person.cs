using Auth.IntegrationTests;

namespace Auth.BrowserTests.Pages;

/// <summary>What somebody types to sign up. The optional details are null where they are left out.</summary>
public sealed record Person(string Username)
{
    public string Password { get; init; } = AuthApp.Password;

    public string Name { get; init; } = "홍길동";

    public string Nickname { get; init; } = "길동";

    public Details? Optional { get; init; }

    public static Person WithDetails(string username) => new(username) { Optional = new($"{username}@example.com") };
}

public sealed record Details(string Email)
{
    public string Phone { get; init; } = "010-1234-5678";

    public (string Year, string Month, string Day) BirthDate { get; init; } = ("1998", "3", "7");

    public string Gender { get; init; } = "female";

    public string Introduction { get; init; } = "반갑습니다.\nNice to meet you.";
}
