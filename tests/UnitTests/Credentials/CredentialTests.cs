using Auth.Domain.Credentials;
using Auth.Domain.Users;

namespace Auth.UnitTests.Credentials;

public sealed class CredentialTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 3, 0, 0, TimeSpan.Zero);
    private static readonly PasswordHash First = new(PasswordScheme.BCrypt, 4, null, "first");
    private static readonly PasswordHash Second = new(PasswordScheme.BCryptHmacSha384, 12, "aabbccdd", "second");

    [Fact]
    public void A_changed_password_is_a_new_version_and_is_told()
    {
        var credential = new Credential(UserId.New(Start), First, Start);
        credential.PasswordHash.ShouldBe(First);
        credential.Version.ShouldBe(0);
        credential.TakeEvents().ShouldBeEmpty();

        credential.ChangePassword(Second, Start.AddDays(1));

        credential.PasswordHash.ShouldBe(Second);
        credential.Version.ShouldBe(1);
        credential.ChangedAt.ShouldBe(Start.AddDays(1));
        credential.TakeEvents().ShouldBe([new PasswordChanged(credential.UserId)]);
    }

    [Fact]
    public void A_hash_does_not_show_itself_as_text() => Second.ToString().ShouldBe("BCryptHmacSha384 at cost 12");
}
