using Auth.WebApi.Common;

namespace Auth.UnitTests.Pages;

public sealed class DeviceNameTests
{
    private const string Windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) ";
    private const string Mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) ";
    private const string Phone = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) ";
    private const string IPhone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ";
    private const string IPad = "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ";

    [Theory]
    [InlineData(Windows + "Chrome/140.0.0.0 Safari/537.36", "Chrome · Windows", "computer")]
    [InlineData(Windows + "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge · Windows", "computer")]
    [InlineData(Windows + "Chrome/140.0.0.0 Whale/4.33.325.17 Safari/537.36", "Whale · Windows", "computer")]
    [InlineData(Windows + "Chrome/140.0.0.0 Safari/537.36 OPR/120.0.0.0", "Opera · Windows", "computer")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox · Windows", "computer")]
    [InlineData(Mac + "Version/18.5 Safari/605.1.15", "Safari · macOS", "computer")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "Chrome · macOS", "computer")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox · macOS", "computer")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox · Linux", "computer")]
    [InlineData("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "Chrome · ChromeOS", "computer")]
    [InlineData(IPhone + "Version/18.5 Mobile/15E148 Safari/604.1", "Safari · iPhone", "phone")]
    [InlineData(IPhone + "CriOS/140.0.7339.101 Mobile/15E148 Safari/604.1", "Chrome · iPhone", "phone")]
    [InlineData(IPhone + "FxiOS/143.0 Mobile/15E148 Safari/605.1.15", "Firefox · iPhone", "phone")]
    [InlineData(IPhone + "Version/18.0 EdgiOS/140.0.0.0 Mobile/15E148 Safari/604.1", "Edge · iPhone", "phone")]
    [InlineData(IPhone + "Mobile/15E148 KAKAOTALK/25.8.0 (INAPP)", "KakaoTalk · iPhone", "phone")]
    [InlineData(IPhone + "Mobile/15E148 NAVER(inapp; search; 2000; 12.14.0; 15PRO)", "NAVER · iPhone", "phone")]
    [InlineData(IPad + "Version/18.5 Mobile/15E148 Safari/604.1", "Safari · iPad", "tablet")]
    [InlineData(IPad + "CriOS/140.0.7339.101 Mobile/15E148 Safari/604.1", "Chrome · iPad", "tablet")]
    [InlineData(Phone + "Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome · Android", "phone")]
    [InlineData(Phone + "SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36", "Samsung Internet · Android", "phone")]
    [InlineData("Mozilla/5.0 (Linux; Android 14; SM-S918N Build/UP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36;KAKAOTALK 2410280", "KakaoTalk · Android", "phone")]
    [InlineData(Phone + "Chrome/140.0.0.0 Whale/1.0.0.0 Crosswalk/29.140.0.19 Mobile Safari/537.36", "Whale · Android", "phone")]
    [InlineData(Phone + "Chrome/140.0.0.0 Mobile Safari/537.36 EdgA/140.0.0.0", "Edge · Android", "phone")]
    [InlineData("Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0", "Firefox · Android", "phone")]
    [InlineData("Mozilla/5.0 (Linux; Android 14; SM-X910N) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "Chrome · Android", "tablet")]
    [InlineData("curl/8.14.1", "curl", "computer")]
    public void A_device_is_called_what_people_call_it(string userAgent, string name, string icon)
    {
        DeviceName.Of(userAgent, Texts.In("ko")).ShouldBe(new DeviceName(name, icon));
        DeviceName.Of(userAgent, Texts.In("en")).ShouldBe(new DeviceName(name, icon));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Java/21.0.2")]
    [InlineData("<script>alert(1)</script>")]
    public void One_that_nobody_knows_is_unknown(string userAgent)
    {
        DeviceName.Of(userAgent, Texts.In("ko")).ShouldBe(new DeviceName("알 수 없는 기기", "computer"));
        DeviceName.Of(userAgent, Texts.In("en")).ShouldBe(new DeviceName("Unknown device", "computer"));
    }
}
