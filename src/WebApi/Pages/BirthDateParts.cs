using System.Globalization;

namespace Auth.WebApi.Pages;

/// <summary>A date of birth as three fields, since a calendar is a poor way to a day long ago.</summary>
internal static class BirthDateParts
{
    private const string Request = "birthDate";
    public static readonly string[] Names = ["birthYear", "birthMonth", "birthDay"];

    public static string Autocomplete(string part) => $"bday-{Short(part)}";

    /// <summary><c>yyyy-mm-dd</c> of the three fields, as far as it can be put together; null where all are empty.</summary>
    public static string? Read(IFormCollection form)
    {
        var parts = Array.ConvertAll(Names, name => form[name].ToString().Trim());
        return Array.TrueForAll(parts, p => p.Length == 0) ? null : $"{parts[0].PadLeft(4, '0')}-{parts[1].PadLeft(2, '0')}-{parts[2].PadLeft(2, '0')}";
    }

    public static void Fill(Frame frame, DateOnly? date)
    {
        frame.Fill(Names[0], date?.Year.ToString(CultureInfo.InvariantCulture));
        frame.Fill(Names[1], date?.Month.ToString(CultureInfo.InvariantCulture));
        frame.Fill(Names[2], date?.Day.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Which of the three controls an error of the date is shown at, and under which code: a missing part says more than a date that is not real.</summary>
    public static (string Field, string Code) Place(IFormCollection form, string code)
    {
        var missing = Array.Find(Names, name => string.IsNullOrWhiteSpace(form[name]));
        return missing is null ? (Names[0], code) : (missing, $"birth_date_{Short(missing)}_required");
    }

    public static bool Is(string field) => field == Request;

    private static string Short(string part) => part["birth".Length..].ToLowerInvariant();
}
