using System.Globalization;
using Auth.Application.Common;
using Auth.Infrastructure.Tokens;
using Auth.WebApi.Common;
using Auth.WebApi.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Auth.UnitTests.Pages;

/// <summary>How times are shown.</summary>
public sealed class FrameTests
{
    [Theory]
    [InlineData("2026-11-22T14:12:59Z", "Asia/Seoul", "2026. 11. 22. 오후 11:12", "22 Nov 2026, 23:12")]
    [InlineData("2026-11-22T15:00:00Z", "Asia/Seoul", "2026. 11. 23. 오전 12:00", "23 Nov 2026, 00:00")]
    [InlineData("2026-11-22T03:00:00Z", "Asia/Seoul", "2026. 11. 22. 오후 12:00", "22 Nov 2026, 12:00")]
    [InlineData("2026-11-22T02:59:59Z", "Asia/Seoul", "2026. 11. 22. 오전 11:59", "22 Nov 2026, 11:59")]
    [InlineData("2026-01-05T00:05:00Z", "Asia/Seoul", "2026. 1. 5. 오전 9:05", "5 Jan 2026, 09:05")]
    [InlineData("2026-12-31T15:30:00Z", "Asia/Seoul", "2027. 1. 1. 오전 12:30", "1 Jan 2027, 00:30")]
    [InlineData("2026-01-05T00:05:00Z", "UTC", "2026. 1. 5. 오전 12:05", "5 Jan 2026, 00:05")]
    [InlineData("2026-07-05T00:05:00Z", "America/New_York", "2026. 7. 4. 오후 8:05", "4 Jul 2026, 20:05")]
    [InlineData("2026-01-05T00:05:00Z", "America/New_York", "2026. 1. 4. 오후 7:05", "4 Jan 2026, 19:05")]
    [InlineData("2026-11-22T23:12:00+09:00", "Asia/Seoul", "2026. 11. 22. 오후 11:12", "22 Nov 2026, 23:12")]
    public void A_time_is_shown_in_the_zone_of_the_settings(string at, string zone, string korean, string english)
    {
        var time = DateTimeOffset.Parse(at, CultureInfo.InvariantCulture);

        New("ko", zone).Time(time).ShouldBe(korean);
        New("en", zone).Time(time).ShouldBe(english);
    }

    [Theory]
    [InlineData("2026-11-21T15:00:00Z", "Asia/Seoul", "2026년 11월 22일", "22 November 2026")]
    [InlineData("2026-11-22T14:59:59Z", "Asia/Seoul", "2026년 11월 22일", "22 November 2026")]
    [InlineData("2026-11-22T14:59:59Z", "UTC", "2026년 11월 22일", "22 November 2026")]
    [InlineData("2026-02-28T20:00:00Z", "Asia/Seoul", "2026년 3월 1일", "1 March 2026")]
    public void A_day_is_the_day_of_that_zone(string at, string zone, string korean, string english)
    {
        var time = DateTimeOffset.Parse(at, CultureInfo.InvariantCulture);

        New("ko", zone).Date(time).ShouldBe(korean);
        New("en", zone).Date(time).ShouldBe(english);
    }

    [Fact]
    public void A_date_is_the_same_everywhere()
    {
        New("ko", "Pacific/Kiritimati").Date(new DateOnly(1998, 3, 7)).ShouldBe("1998년 3월 7일");
        New("en", "Pacific/Kiritimati").Date(new DateOnly(1998, 3, 7)).ShouldBe("7 March 1998");
    }

    [Theory]
    [InlineData("ko-KR")]
    [InlineData("en-US")]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    public void The_machine_has_no_say_in_it(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            A_time_is_shown_in_the_zone_of_the_settings("2026-11-22T14:12:59Z", "Asia/Seoul", "2026. 11. 22. 오후 11:12", "22 Nov 2026, 23:12");
            A_date_is_the_same_everywhere();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("Asia/Seoul", true)]
    [InlineData("UTC", true)]
    [InlineData("Asia/Atlantis", false)]
    public void A_zone_that_there_is_not_is_no_setting(string zone, bool isOne) =>
        new PageOptions { TimeZone = zone }.Validate(new(new object())).Any().ShouldBe(!isOne);

    private static Frame New(string language, string zone)
    {
        var services = new ServiceCollection().AddSingleton(Options.Create(new TokenOptions())).BuildServiceProvider();
        var http = new DefaultHttpContext { RequestServices = services };
        http.Request.Headers.AcceptLanguage = language;
        return new Frame(new NoUseCases(), new RequestContext(), Options.Create(new PageOptions { TimeZone = zone }), new HttpContextAccessor { HttpContext = http });
    }

    private sealed class NoUseCases : IUseCases
    {
        public Task<Auth.Domain.Common.Result<T>> SendAsync<T>(IUseCase<T> request, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
