namespace Auth.WebApi.Common;

/// <summary>What a person calls a device, such as "Chrome · Windows", and the icon for its kind. A user agent is a claim, so this is for recognising one's own devices and nothing else.</summary>
internal sealed record DeviceName(string Name, string Icon)
{
    /// <summary>Marks of browsers, the more special before those it imitates.</summary>
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("KAKAOTALK", "KakaoTalk"), ("NAVER(", "NAVER"), ("Whale/", "Whale"), ("SamsungBrowser/", "Samsung Internet"), ("Edg", "Edge"), ("OPR/", "Opera"),
        ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ];

    public static DeviceName Of(string userAgent, Texts texts)
    {
        var known = new[] { Find(Browsers, userAgent), Find(Systems, userAgent) }.OfType<string>().ToArray();
        return new DeviceName(known.Length == 0 ? texts["device.unknown"] : string.Join(" · ", known), IconOf(userAgent));
    }

    private static string? Find((string Mark, string Name)[] marks, string userAgent) =>
        Array.Find(marks, m => userAgent.Contains(m.Mark, StringComparison.Ordinal)).Name;

    private static string IconOf(string userAgent)
    {
        bool Says(string mark) => userAgent.Contains(mark, StringComparison.Ordinal);
        if (Says("iPad") || (Says("Android") && !Says("Mobile")))
            return "tablet";
        return Says("iPhone") || Says("Android") ? "phone" : "computer";
    }
}
