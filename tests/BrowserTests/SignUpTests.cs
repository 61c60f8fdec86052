using Auth.BrowserTests.Browser;
using Auth.BrowserTests.Pages;
using Auth.IntegrationTests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace Auth.BrowserTests;

public sealed class SignUpTests(AuthApp app, Chromium chromium) : BrowserTest(app, chromium)
{
    private static readonly Person Minji = new("minji");

    [Theory, ClassData(typeof(EveryLookOnce))]
    public async Task What_is_required_is_enough(string look)
    {
        var tab = await OpenAsync(look);
        var signUp = await SignUpPage.OpenAsync(tab);
        await signUp.ShouldBeTitledAsync("회원가입", "Sign up");

        await signUp.SubmitAsync(Minji);

        tab.ShouldBeAt("/account");
        await signUp.ShouldNotifyAsync("가입이 완료되었습니다.", "Your account is ready.");
        await tab.GoToAsync("/account");
        await Assertions.Expect(signUp.Notice).ToHaveCountAsync(0);
    }

    [Theory, ClassData(typeof(EveryLookOnce))]
    public async Task Every_detail_is_kept(string look)
    {
        var person = Person.WithDetails("minji");
        var tab = await OpenAsync(look);
        var signUp = await SignUpPage.OpenAsync(tab);

        await signUp.SubmitAsync(person);

        tab.ShouldBeAt("/account");
        await new ProfileFields(signUp).ShouldShowAsync(person.Optional!);
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task Empty_fields_are_asked_for(string look)
    {
        var signUp = await SignUpPage.OpenAsync(await OpenAsync(look));

        await signUp.SubmitAsync();

        await signUp.ShouldRefuseAsync(
            ("username", "아이디를 입력해 주세요.", "Enter a username."),
            ("password", "비밀번호를 입력해 주세요.", "Enter your password."),
            ("name", "이름을 입력해 주세요.", "Enter your name."),
            ("nickname", "닉네임을 입력해 주세요.", "Enter a nickname."),
            ("consentToPersonalData", "필수 동의를 확인해 주세요.", "Agree to the required consent."));
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task Each_wrong_field_says_what_it_wants_and_keeps_what_was_typed(string look)
    {
        var details = new Details("minji@") { Phone = "02-123-4567", BirthDate = ("1998", "2", "30"), Introduction = new string('가', 1001) };
        var wrong = new Person("ㅡminji") { Password = "short", Optional = details };
        var signUp = await SignUpPage.OpenAsync(await OpenAsync(look));
        await signUp.FillAsync(wrong);
        await signUp.Field("passwordConfirm").FillAsync("shorter");

        await signUp.SubmitAsync();

        await signUp.ShouldRefuseAsync(
            ("username", "아이디는 영문, 숫자와 . _ - 로 2~32자를 입력해 주세요.", "Username must be 2 to 32 letters, digits, dots, underscores or hyphens."),
            ("password", "비밀번호는 8자 이상으로 입력해 주세요.", "Password must be 8 characters or more."),
            ("passwordConfirm", "두 비밀번호가 서로 다릅니다.", "The two passwords differ."),
            ("email", "이메일 주소를 name@example.com처럼 입력해 주세요.", "Enter an email address like name@example.com."),
            ("phone", "휴대전화 번호를 010-1234-5678처럼 입력해 주세요.", "Enter a mobile number like 010-1234-5678."),
            ("birthYear", "달력에 있는 날짜를 입력해 주세요.", "Enter a real date."),
            ("introduction", "자기소개는 1000자까지, 제어 문자 없이 입력해 주세요.", "About you must be 1000 characters or fewer, without control characters."));
        (await signUp.Field("username").ValueAsync()).ShouldBe(wrong.Username);
        (await signUp.Field("name").ValueAsync()).ShouldBe(wrong.Name);
        (await signUp.Field("consentToPersonalData").Control.IsCheckedAsync()).ShouldBeTrue();
        await new ProfileFields(signUp).ShouldShowAsync(details);
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task Optional_details_need_the_consent_to_them(string look)
    {
        var signUp = await SignUpPage.OpenAsync(await OpenAsync(look));
        await signUp.FillAsync(Person.WithDetails("minji"));
        await signUp.Field("consentToOptionalData").Control.UncheckAsync();

        await signUp.SubmitAsync();

        await signUp.ShouldRefuseAsync(
            ("consentToOptionalData", "선택 정보를 저장하려면 선택 동의가 필요합니다.", "To save optional details, agree to the optional consent."));
    }

    [Theory]
    [InlineData("1998", "", "7", "birthMonth", "생년월일에 월을 입력해 주세요.")]
    [InlineData("", "3", "7", "birthYear", "생년월일에 연도를 입력해 주세요.")]
    [InlineData("2999", "3", "7", "birthYear", "지난 날짜를 입력해 주세요.")]
    [InlineData("2020", "3", "7", "birthYear", "만 14세부터 가입할 수 있습니다.")]
    public async Task A_date_of_birth_is_refused_at_the_part_that_is_wrong(string year, string month, string day, string field, string words)
    {
        var signUp = await SignUpPage.OpenAsync(await OpenAsync());

        await signUp.SubmitAsync(Minji with { Optional = new("minji@example.com") { BirthDate = (year, month, day) } });

        await signUp.ShouldRefuseAsync((field, words, ""));
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task A_taken_name_and_email_are_said_at_their_fields(string look)
    {
        var person = Person.WithDetails("minji");
        await RegisterAsync(person);
        var signUp = await SignUpPage.OpenAsync(await OpenAsync(look));

        await signUp.SubmitAsync(Person.WithDetails("MINJI"));
        await signUp.ShouldRefuseAsync(("username", "이미 사용 중인 아이디입니다. 다른 아이디를 입력해 주세요.", "That username is in use. Enter another."));

        await signUp.SubmitAsync(person with { Username = "sora" });
        await signUp.ShouldRefuseAsync(("email", "이 이메일은 쓸 수 없습니다.", "This email cannot be used."));
    }

    [Theory, ClassData(typeof(BothLanguages))]
    public async Task The_text_of_a_consent_opens_beside_what_was_typed(string look)
    {
        var tab = await OpenAsync(look);
        var signUp = await SignUpPage.OpenAsync(tab);
        await signUp.Field("username").FillAsync("minji");

        var text = await tab.Page.RunAndWaitForPopupAsync(() => signUp.Main.Locator("a[href='/consent#consentToOptionalData']").ClickAsync());

        await Assertions.Expect(text.Locator("h1")).ToHaveTextAsync(tab.Says("개인정보 처리방침", "Privacy"));
        (await signUp.Field("username").ValueAsync()).ShouldBe("minji");
    }

    [Fact]
    public async Task No_consent_is_ticked_beforehand()
    {
        var signUp = await SignUpPage.OpenAsync(await OpenAsync());

        (await signUp.Main.Locator("input[type=checkbox]").EvaluateAllAsync<bool[]>("boxes => boxes.map(box => box.checked)")).ShouldBe([false, false]);
    }

    [Fact]
    public async Task Whoever_is_logged_in_is_led_to_the_account()
    {
        var tab = await OpenAsync(Minji, "ko-light-360");

        await SignUpPage.OpenAsync(tab);

        tab.ShouldBeAt("/account");
    }

    [Fact]
    public async Task A_password_manager_is_told_what_each_field_is()
    {
        var signUp = await SignUpPage.OpenAsync(await OpenAsync());

        (await signUp.Field("username").Control.GetAttributeAsync("autocomplete")).ShouldBe("username");
        foreach (var password in new[] { "password", "passwordConfirm" })
        {
            (await signUp.Field(password).Control.GetAttributeAsync("autocomplete")).ShouldBe("new-password");
            (await signUp.Field(password).Control.GetAttributeAsync("maxlength")).ShouldBeNull();
        }
    }

    [Fact]
    public async Task A_second_press_signs_up_once()
    {
        var tab = await OpenAsync();
        var signUp = await SignUpPage.OpenAsync(tab);
        await signUp.FillAsync(Minji);

        await tab.LeaveByAsync(() => signUp.Button.DblClickAsync());

        tab.ShouldBeAt("/account");
        (await App.QueryAsync(db => db.Users.CountAsync())).ShouldBe(1);
    }
}
