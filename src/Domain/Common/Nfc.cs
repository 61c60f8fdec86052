using System.Text;

namespace Auth.Domain.Common;

/// <summary>Unicode's normal form C of any text without lone surrogates.</summary>
public static class Nfc
{
    private const char RefusedByDotNet = '\uFFFE';

    /// <summary>.NET throws at the noncharacter U+FFFE. It composes with nothing, so the parts around it are normalised by themselves.</summary>
    public static string Of(string text) => string.Join(RefusedByDotNet, text.Split(RefusedByDotNet).Select(part => part.Normalize(NormalizationForm.FormC)));
}
