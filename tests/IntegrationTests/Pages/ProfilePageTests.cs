using System.Globalization;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.IntegrationTests.Pages;

public sealed class ProfilePageTests(AuthApp app) : AuthTest(app)
{
    private const string Form = "main form";
    private const string ChangedMeanwhile = "그 사이 다른 곳에서 정보가 바뀌었습니다. 아래 새 내용을 확인해 주세요.";
    private static readonly string[] Fields = ["name", "nickname", "email", "phone", "birthYear", "birthMonth", "birthDay", "gender", "introduction"];
    private static readonly string[] Nicknames = ["하나", "둘", "셋"];

    [Fact]
    public async Task It_shows_what_is_stored()
    {
        var member = await App.NewMemberAsync(App.FullRegistration("alice"));
        using var browser = await PageClient.LoggedInAsync(App, "alice");

        var page = await browser.GetAsync("/account");

        page.Status.ShouldBe(200);
        page.Heading.ShouldBe("프로필");
        page.Text(".data").ShouldBe($"아이디 alice 가입일 {Today("yyyy년 M월 d일")} 개인정보 동의 {Today("yyyy년 M월 d일")} · 전문 보기");
        Shown(page).ShouldBe(["홍길동", "길동", "alice@example.com", "010-1234-5678", "1998", "3", "7", "female", "반갑습니다.\nNice to meet you."]);
        page.Document.QuerySelectorAll(".menu a").Select(a => a.GetAttribute("href")).ShouldBe(["/account", "/account/password", "/account/devices", "/account/withdraw"]);
        page.Text(".menu [aria-current=page]").ShouldBe("프로필");
        page.Response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        page.Html.ShouldNotContain(member.Id.ToString());
    }

    [Fact]
    public async Task Both_languages_have_it()
    {
        await App.NewMemberAsync(App.FullRegistration("alice"));
        using var browser = await PageClient.LoggedInAsync(App, "alice", language: "en");

        var page = await browser.GetAsync("/account");

        page.Heading.ShouldBe("Profile");
        page.Text(".data").ShouldBe($"Username alice Joined {Today("d MMMM yyyy")} Consent given {Today("d MMMM yyyy")} · Read the full text");
        var saved = await browser.FollowAsync(await browser.SubmitAsync(page, Form, ("nickname", "Al")));
        saved.Notice.ShouldBe("Your profile is saved.");
    }

    [Fact]
    public async Task Without_a_session_it_leads_to_the_login_page_and_back()
    {
        using var browser = new PageClient(App);

        var answer = await browser.GetAsync("/account");

        answer.ShouldLeadTo("/login?next=%2Faccount");
    }

    [Fact]
    public async Task Saving_changes_the_account_and_says_so_once()
    {
        var member = await App.NewMemberAsync(App.FullRegistration());
        using var browser = await PageClient.LoggedInAsync(App, member.Username);

        var answer = await browser.SubmitAsync(
            await browser.GetAsync("/account"), Form, ("name", "김영희"), ("nickname", "영희"), ("phone", "+82 10 8765 4321"), ("birthMonth", "12"), ("gender", "male"));

        answer.ShouldLeadTo("/account");
        var page = await browser.FollowAsync(answer);
        page.Notice.ShouldBe("프로필을 저장했습니다.");
        Shown(page).ShouldBe(["김영희", "영희", $"{member.Username}@example.com", "010-8765-4321", "1998", "12", "7", "male", "반갑습니다.\nNice to meet you."]);
        (await browser.GetAsync("/account")).Notice.ShouldBeNull();
    }

    [Fact]
    public async Task Saving_what_was_shown_changes_nothing()
    {
        var member = await App.NewMemberAsync(App.FullRegistration());
        using var browser = await PageClient.LoggedInAsync(App, member.Username);

        (await browser.SubmitAsync(await browser.GetAsync("/account"), Form)).ShouldLeadTo("/account");

        (await UserAsync(member)).Version.ShouldBe(0);
    }

    [Fact]
    public async Task An_empty_optional_field_clears_it()
    {
        var member = await App.NewMemberAsync(App.FullRegistration());
        using var browser = await PageClient.LoggedInAsync(App, member.Username);

        var answer = await browser.SubmitAsync(
            await browser.GetAsync("/account"),
            Form,
            ("email", ""), ("phone", ""), ("birthYear", ""), ("birthMonth", ""), ("birthDay", ""), ("gender", "unspecified"), ("introduction", " \n "));

        answer.ShouldLeadTo("/account");
        (await UserAsync(member)).Profile.ShouldBe(new Profile("홍길동", "길동"));
    }

    [Fact]
    public async Task Wrong_input_is_named_at_each_field_and_in_the_summary_and_everything_typed_stays()
    {
        var member = await App.NewMemberAsync(App.FullRegistration());
        using var browser = await PageClient.LoggedInAsync(App, member.Username);

        var page = await browser.SubmitAsync(
            await browser.GetAsync("/account"), Form, ("name", ""), ("nickname", "새 이름"), ("email", "alice"), ("phone", "02-123"), ("birthMonth", ""), ("introduction", "안녕하세요.\n처음 뵙겠습니다."));

        page.ShouldRefuse(
            422,
            "이름을 입력해 주세요.", "이메일 주소를 name@example.com처럼 입력해 주세요.", "휴대전화 번호를 010-1234-5678처럼 입력해 주세요.", "생년월일에 월을 입력해 주세요.");
        page.Document.QuerySelectorAll("#errors a").Select(a => a.GetAttribute("href")).ShouldBe(["#name", "#email", "#phone", "#birthMonth"]);
        page.ErrorAt("name").ShouldBe("이름을 입력해 주세요.");
        page.ErrorAt("email").ShouldBe("이메일 주소를 name@example.com처럼 입력해 주세요.");
        page.ErrorAt("phone").ShouldBe("휴대전화 번호를 010-1234-5678처럼 입력해 주세요.");
        page.ErrorAt("birthMonth").ShouldBe("생년월일에 월을 입력해 주세요.");
        page.ErrorAt("nickname").ShouldBeNull();
        Shown(page).ShouldBe(["", "새 이름", "alice", "02-123", "1998", "", "7", "female", "안녕하세요.\n처음 뵙겠습니다."]);
        (await UserAsync(member)).Version.ShouldBe(0);
        (await browser.SubmitAsync(page, Form, ("name", "홍"), ("email", ""), ("phone", ""), ("birthMonth", "3"))).ShouldLeadTo("/account");
    }

    [Fact]
    public async Task An_email_address_of_somebody_else_is_refused_at_its_field()
    {
        await App.NewMemberAsync(App.FullRegistration("alice"));
        var member = await App.NewMemberAsync(App.FullRegistration());
        using var browser = await PageClient.LoggedInAsync(App, member.Username);

        var page = await browser.SubmitAsync(await browser.GetAsync("/account"), Form, ("email", "ALICE@example.com"));

        page.ShouldRefuse(422, "이 이메일은 쓸 수 없습니다.");
        page.ErrorAt("email").ShouldBe("이 이메일은 쓸 수 없습니다.");
        page.ValueOf("email").ShouldBe("ALICE@example.com");
    }

    [Fact]
    public async Task An_optional_detail_wants_the_optional_consent()
    {
        var member = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);

        var page = await browser.SubmitAsync(await browser.GetAsync("/account"), Form, ("phone", "010-1234-5678"));

        page.ShouldRefuse(422, "선택 정보를 저장하려면 선택 동의가 필요합니다.");
        page.ErrorAt("consentToOptionalData").ShouldBe("선택 정보를 저장하려면 선택 동의가 필요합니다.");
        page.ValueOf("phone").ShouldBe("010-1234-5678");
        page.ValueOf("consentToOptionalData").ShouldBeNull();
        (await UserAsync(member)).Phone.ShouldBeNull();

        (await browser.SubmitAsync(page, Form, ("consentToOptionalData", "true"))).ShouldLeadTo("/account");

        var user = await UserAsync(member);
        user.Phone.ShouldNotBeNull();
        user.Consents.Single(c => c.Purpose == ConsentPurpose.OptionalData).ShouldSatisfyAllConditions(c => c.Channel.ShouldBe(Channel.Page), c => c.Language.ShouldBe("ko"));
    }

    [Fact]
    public async Task Whoever_gave_optional_details_is_told_that_they_consented_and_can_take_it_back()
    {
        var member = await App.NewMemberAsync(App.FullRegistration());
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        var page = await browser.GetAsync("/account");
        page.Document.QuerySelector("#consentToOptionalData").ShouldBeNull();
        page.Text("main").ShouldContain("선택 정보의 수집 및 이용에 동의했습니다.");
        page.Text("main").ShouldContain("동의를 철회하면 이메일, 휴대전화, 생년월일, 성별, 자기소개를 곧바로 지웁니다. 되돌릴 수 없습니다.");

        var answer = await browser.SubmitAsync(page, "button[value=take-consent-back]");

        answer.ShouldLeadTo("/account");
        var after = await browser.FollowAsync(answer);
        after.Notice.ShouldBe("선택 동의를 철회하고 선택 정보를 지웠습니다.");
        after.Document.QuerySelector("button[value=take-consent-back]").ShouldBeNull();
        after.Document.QuerySelector("#consentToOptionalData").ShouldNotBeNull();
        var user = await UserAsync(member);
        user.Profile.ShouldBe(new Profile("홍길동", "길동"));
        user.Consents.Single(c => c.Purpose == ConsentPurpose.OptionalData).WithdrawnAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_form_to_take_the_consent_back_that_is_too_old_leaves_the_fields_as_they_are_stored()
    {
        var member = await App.NewMemberAsync(App.FullRegistration());
        using var browser = await PageClient.LoggedInAsync(App, member.Username);

        var page = await browser.PostAsync("/account", ("act", "take-consent-back"), ("csrf", "too old"));

        page.ShouldRefuse(400, "페이지를 연 지 오래되어 저장하지 못했습니다. 다시 눌러 주세요.");
        Shown(page).ShouldBe(["홍길동", "길동", $"{member.Username}@example.com", "010-1234-5678", "1998", "3", "7", "female", "반갑습니다.\nNice to meet you."]);
    }

    [Fact]
    public async Task What_was_changed_elsewhere_meanwhile_is_not_undone_but_shown()
    {
        var member = await App.NewMemberAsync(App.FullRegistration());
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        var stale = await browser.GetAsync("/account");
        await App.AdvanceAsync(TimeSpan.FromMinutes(1));
        await (await member.Client.CallAsync("PATCH /api/v1/users/me", new { nickname = "다른 곳", birthDate = "1999-04-08" })).ShouldBeAsync(200);

        var page = await browser.SubmitAsync(stale, Form, ("name", "김영희"));

        page.ShouldRefuse(422, ChangedMeanwhile);
        Shown(page).ShouldBe(["홍길동", "다른 곳", $"{member.Username}@example.com", "010-1234-5678", "1999", "4", "8", "female", "반갑습니다.\nNice to meet you."]);
        (await UserAsync(member)).Name.ShouldBe("홍길동");
        (await browser.SubmitAsync(page, Form, ("name", "김영희"))).ShouldLeadTo("/account");
        (await UserAsync(member)).Profile.ShouldSatisfyAllConditions(p => p.Name.ShouldBe("김영희"), p => p.Nickname.ShouldBe("다른 곳"));
    }

    [Fact]
    public async Task A_form_that_was_refused_still_tells_what_was_seen_when_it_was_opened()
    {
        var member = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        var opened = await browser.GetAsync("/account");
        await App.AdvanceAsync(TimeSpan.FromMinutes(1));
        await (await member.Client.CallAsync("PATCH /api/v1/users/me", new { nickname = "다른 곳" })).ShouldBeAsync(200);

        var refused = await browser.SubmitAsync(opened, Form, ("name", ""));
        var page = await browser.SubmitAsync(refused, Form, ("name", "김영희"));

        page.ShouldRefuse(422, ChangedMeanwhile);
        page.ValueOf("nickname").ShouldBe("다른 곳");
    }

    [Fact]
    public async Task Of_two_changes_from_one_state_at_once_one_holds_and_the_other_is_shown_it()
    {
        for (var round = 0; round < 5; round++)
        {
            var member = await App.NewMemberAsync();
            using var browser = await PageClient.LoggedInAsync(App, member.Username);
            var page = await browser.GetAsync("/account");
            await App.AdvanceAsync(TimeSpan.FromSeconds(1));

            var answers = await Task.WhenAll(Nicknames.Select(nickname => browser.SubmitAsync(page, Form, ("nickname", nickname))));

            answers.Count(a => a.Status == 303).ShouldBe(1);
            var holds = (await UserAsync(member)).Nickname;
            foreach (var refused in answers.Where(a => a.Status != 303))
            {
                refused.ShouldRefuse(422, ChangedMeanwhile);
                refused.ValueOf("nickname").ShouldBe(holds);
            }
        }
    }

    [Fact]
    public async Task What_an_API_client_says_it_has_seen_is_passed_over()
    {
        var member = await App.NewMemberAsync();

        await (await member.Client.CallAsync("PATCH /api/v1/users/me", new { nickname = "새 이름", seen = "2000-01-01T00:00:00Z" })).ShouldBeAsync(200);
    }

    [Fact]
    public async Task Markup_stays_text()
    {
        const string markup = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
        var member = await App.NewMemberAsync(App.FullRegistration());
        using var browser = await PageClient.LoggedInAsync(App, member.Username);

        var refused = await browser.SubmitAsync(await browser.GetAsync("/account"), Form, ("nickname", $"{markup}{new string('x', 50)}"));
        (await browser.SubmitAsync(refused, Form, ("nickname", markup[..40]), ("introduction", $"</textarea>{markup}"))).ShouldLeadTo("/account");
        var page = await browser.GetAsync("/account");

        foreach (var shown in new[] { refused, page })
        {
            shown.Document.QuerySelectorAll("script:not([src]), img").ShouldBeEmpty();
            shown.Html.ShouldNotContain("<script>alert");
        }

        page.ValueOf("nickname").ShouldBe(markup[..40]);
        page.ValueOf("introduction").ShouldBe($"</textarea>{markup}");
    }

    [Fact]
    public async Task Nothing_but_the_profile_can_be_set_by_the_form()
    {
        var member = await App.NewMemberAsync();
        var stranger = await App.NewMemberAsync();
        using var browser = await PageClient.LoggedInAsync(App, member.Username);
        var token = (await browser.GetAsync("/account")).ValueOf("csrf")!;

        var answer = await browser.PostAsync(
            "/account",
            ("csrf", token), ("nickname", "새 이름"), ("id", stranger.Id.ToString()), ("username", "other"), ("role", "admin"), ("status", "suspended"), ("emailVerified", "true"));

        answer.ShouldLeadTo("/account");
        var user = await UserAsync(member);
        (user.Nickname, user.Username.Value, user.Role, user.Status, user.EmailVerified).ShouldBe(("새 이름", member.Username, Role.Member, UserStatus.Active, false));
        (await UserAsync(stranger)).Version.ShouldBe(0);
    }

    private static string?[] Shown(PageView page) => [.. Fields.Select(page.ValueOf)];

    /// <summary>The date in Korea.</summary>
    private string Today(string format) => App.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(9)).ToString(format, CultureInfo.InvariantCulture);

    private Task<User> UserAsync(Member member) => App.QueryAsync(db => db.Users.AsNoTracking().Include(u => u.Consents).SingleAsync(u => u.Id == member.UserId));
}
