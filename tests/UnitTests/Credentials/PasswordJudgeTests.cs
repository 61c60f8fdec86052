using System.Diagnostics;
using System.Text;
using Auth.Application.Credentials.Contracts;
using Auth.Application.Credentials;
using Auth.Application.Users.Contracts;
using Auth.Domain.Common;
using CsCheck;
using Microsoft.Extensions.Options;

namespace Auth.UnitTests.Credentials;

public sealed class PasswordJudgeTests
{
    private static readonly PasswordJudge Judge = TestPasswords.Judge();

    private static readonly PersonalDetails Gildong =
        new("gildong77", "g.hong+shop@example.com", "홍길동", "파란하늘빛", "+821098765432", new DateOnly(1998, 3, 7));

    [Theory]
    [InlineData("12345678")]
    [InlineData("password")]
    [InlineData("PassWord")]
    [InlineData("qwertyui")]
    [InlineData("password123")]
    [InlineData("iloveyou")]
    [InlineData("trustno1")]
    [InlineData("1q2w3e4r")]
    [InlineData("aaaaaaaa")]
    [InlineData("ㅔㅁㄴㄴ재ㄱㅇ")] // "password" on a keyboard that was left in Korean
    public void A_widely_known_password_is_refused_in_any_case_and_on_either_keyboard(string password) => RefusalOf(password).ShouldBe("password_common");

    [Theory]
    [InlineData("abcdefgh")]
    [InlineData("hgfedcba")]
    [InlineData("abcabcabc")]
    [InlineData("cdefghijkl")]
    [InlineData("asdfghjkl;'")]
    [InlineData("!@#$%^&*()")]
    [InlineData("가나다라마바사아")]
    [InlineData("ㄱㄴㄷㄹㅁㅂㅅㅇ")]
    [InlineData("ㅂㅈㄷㄱㅅㅛㅕㅑ")]
    [InlineData("ㅁㄴㅇㄹㅁㄴㅇㄹ")]
    [InlineData("하하하하하하하하")]
    [InlineData("각각각각각각각각")]
    [InlineData("        ")]
    [InlineData("😀😀😀😀😀😀😀😀")]
    [InlineData("19981231")]
    [InlineData("1998-12-31")]
    [InlineData("zxcvbn!@#$")]
    public void Sequences_repetitions_keyboard_rows_and_dates_are_refused(string password) => RefusalOf(password).ShouldBeOneOf("password_too_simple", "password_common");

    [Theory]
    [InlineData("Password1!")]
    [InlineData("P@ssw0rd12")]
    [InlineData("drowssap!")]
    [InlineData("dragon2024")]
    [InlineData("Monkey12!")]
    [InlineData("비밀번호12")]
    [InlineData("비밀번호비밀번호")]
    [InlineData("사랑해사랑해1")]
    [InlineData("qlalfqjsgh1")] // 비밀번호1, typed with the keyboard in English
    [InlineData("대한민국2002")]
    [InlineData("passwordpassword")]
    [InlineData("qwer1234!")]
    [InlineData("abcd12345678")]
    public void A_known_word_with_small_changes_is_refused(string password) =>
        RefusalOf(password).ShouldBeOneOf("password_guessable", "password_common", "password_too_simple");

    [Theory]
    [InlineData("gildong77-loves-tea", "password_has_username")]
    [InlineData("I-am-GILDONG77-too", "password_has_username")]
    [InlineData("always g.hong at home", "password_has_email")]
    [InlineData("g.hong@example.com", "password_has_email")]
    [InlineData("홍길동은 오늘도 걷는다", "password_has_name")]
    [InlineData("ghdrlfehd walks today", "password_has_name")] // 홍길동, typed with the keyboard in English
    [InlineData("저기 파란하늘빛 바다", "password_has_nickname")]
    [InlineData("call 010-9876-5432 now", "password_has_phone")]
    [InlineData("98765432 is mine", "password_has_phone")]
    [InlineData("was born 1998-03-07 here", "password_has_birth_date")]
    [InlineData("was born 980307 here", "password_has_birth_date")]
    [InlineData("1998년 3월 7일에 난 사람", "password_has_birth_date")]
    [InlineData("7 March: 07/03/1998 ok", "password_has_birth_date")]
    [InlineData("my auth 4711 secret", "password_has_service_name")]
    [InlineData("auth4711-secret-thing", "password_has_service_name")]
    public void A_password_that_tells_of_its_owner_is_refused_and_says_of_what(string password, string code)
    {
        Judge.Refusal(new Secret(password), Gildong)!.Code.ShouldBe(code);
        Judge.Refusal(new Secret(password.Normalize(NormalizationForm.FormD)), Gildong)!.Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("my favourite author reads")] // The service's name counts by itself only.
    [InlineData("길고 긴 강을 따라 걷는다")]
    [InlineData("ten hongs and a kong")]
    [InlineData("1998 was a quiet year")]
    [InlineData("march 7 in the morning")]
    public void Fragments_of_details_that_stand_in_other_words_are_none(string password) => Judge.Refusal(new Secret(password), Gildong).ShouldBeNull();

    [Fact]
    public void What_is_too_short_to_be_refused_still_counts_as_known()
    {
        var owner = new PersonalDetails("ab", Name: "김밥", Nickname: "kim");

        Judge.Refusal(new Secret("kim73912"), owner)!.Code.ShouldBe("password_guessable");
        Judge.Refusal(new Secret("김밥김밥김밥김밥"), owner)!.Code.ShouldBe("password_too_simple");
        Judge.Refusal(new Secret("kim and the kite of paper"), owner).ShouldBeNull();
    }

    [Fact]
    public void A_service_with_a_Korean_name_is_found_with_a_particle_behind_it() =>
        TestPasswords.Judge("우리 도서관").Refusal(new Secret("도서관에서 만나요 언제나"), null)!.Code.ShouldBe("password_has_service_name");

    [Theory]
    [InlineData("correct horse battery staple")]
    [InlineData("a long and quiet evening")]
    [InlineData("rain on a tin roof")]
    [InlineData("an even longer, quieter morning")]
    [InlineData("나는오늘학교에간다")]
    [InlineData("비 오는 날엔 파전에 막걸리")]
    [InlineData("돌담길을따라걸었다")]
    [InlineData("k7#mQ2xz")]
    [InlineData("Tr0ub4dor&3x")]
    [InlineData("vK9$wq!z")]
    [InlineData("83917264")]
    [InlineData("😀🚀🍜🎈🐳🌙🧩🪁")]
    [InlineData("Съешь ещё этих булок")]
    [InlineData("   three leading blanks")]
    [InlineData("한글로만된비밀번호도길이가충분하면쓸수있고바이트수는상관이없습니다그래서예순네글자까지도문제없이받아들이며마지막글자까지모두셉니다")]
    public void Good_ones_of_any_kind_are_taken_however_they_were_composed(string password)
    {
        Judge.Refusal(new Secret(password), Gildong).ShouldBeNull();
        Judge.Refusal(new Secret(password.Normalize(NormalizationForm.FormD)), Gildong).ShouldBeNull();
    }

    [Theory]
    [InlineData("password1", PasswordStrength.Weak)]
    [InlineData("elephant+rug", PasswordStrength.Fair)]
    [InlineData("k7#mQ2xz", PasswordStrength.Fair)]
    [InlineData("correct horse battery staple", PasswordStrength.Strong)]
    [InlineData("비 오는 날엔 파전에 막걸리", PasswordStrength.Strong)]
    public void Strength_has_three_degrees(string password, PasswordStrength strength) => Judge.StrengthOf(new Secret(password)).ShouldBe(strength);

    [Theory]
    [InlineData("password", true)]
    [InlineData("short", true)]
    [InlineData("", true)]
    [InlineData("correct horse battery staple", false)]
    public void A_change_is_advised_where_the_password_would_be_refused_as_a_new_one(string password, bool advised) =>
        Judge.AdvisesChange(new Secret(password)).ShouldBe(advised);

    [Fact]
    public void A_list_that_cannot_be_read_any_more_lets_no_new_password_through_and_stops_no_login()
    {
        var judge = new PasswordJudge(new UnreadableList(), Options.Create(new ServiceName()));

        Should.Throw<IOException>(() => judge.Refusal(new Secret("correct horse battery staple"), null));
        judge.AdvisesChange(new Secret("correct horse battery staple")).ShouldBeFalse();
    }

    [Fact]
    public void Ten_to_sixteen_random_letters_and_digits_are_never_refused() => Gen.Char["bcdfghjkmnpqrstvwxz2345679"].Array[10, 16].Select(c => new string(c)).Sample(
        password => Judge.Refusal(new Secret(password), null) is null || password.Distinct().Count() < 6, iter: 2000, seed: "0N0XIzNsQ0O2");

    [Fact]
    public void More_of_the_same_never_makes_a_refused_password_of_one_character_good() => Gen.Select(Gen.Char[' ', '힣'], Gen.Int[8, 128]).Where((c, _) => !char.IsSurrogate(c)).Sample(
        (c, length) => Judge.Refusal(new Secret(new string(c, length)), null) is not null, iter: 500);

    [Fact]
    public void Any_text_is_judged() => Gen.String[0, 300].Where(text => !text.Any(char.IsSurrogate)).Sample(
        text =>
        {
            var owner = new PersonalDetails(text, text, text, text, text);
            _ = Judge.Refusal(new Secret(text), owner);
            _ = Judge.StrengthOf(new Secret(text));
        },
        iter: 2000);

    [Theory]
    [InlineData('a')]
    [InlineData('1')]
    [InlineData('쀍')]
    [InlineData('ㄱ')]
    public void The_longest_and_worst_passwords_cost_far_less_than_a_hash(char character)
    {
        string[] worst = [new string(character, 128), string.Concat(Enumerable.Range(0, 128).Select(i => (char)(character + (i % 7)))), new string(character, 30_000)];
        foreach (var password in worst)
        {
            Judge.Refusal(new Secret(password), Gildong);
            // The fastest, since other tests are on the cores as well.
            Enumerable.Range(0, 10).Min(_ => MillisecondsToJudge(password)).ShouldBeLessThan(50);
        }
    }

    private static double MillisecondsToJudge(string password)
    {
        var started = Stopwatch.GetTimestamp();
        Judge.Refusal(new Secret(password), Gildong);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private sealed class UnreadableList : IKnownPasswords
    {
        public bool Contains(string password) => throw new IOException("gone");

        public double? GuessesOf(ulong fingerprint) => null;
    }

    private static string? RefusalOf(string password) => Judge.Refusal(new Secret(password), null)?.Code;
}
