using System.Globalization;
using Auth.Application.Users;
using Auth.Domain.Common;

namespace Auth.WebApi.Pages;

/// <summary>Fills the fields of a profile, and the hidden one that tells which state of the account the person saw.</summary>
internal static class ProfileForm
{
    public static void Fill(Frame frame, UserAnswer user)
    {
        frame.Fill("seen", user.UpdatedAt.ToString("O", CultureInfo.InvariantCulture));
        frame.Fill("name", user.Name);
        frame.Fill("nickname", user.Nickname);
        frame.Fill("email", user.Email);
        frame.Fill("phone", user.Phone);
        BirthDateParts.Fill(frame, user.BirthDate);
        frame.Fill("gender", AsciiText.Lower(user.Gender.ToString()));
        frame.Fill("introduction", user.Introduction);
    }
}
