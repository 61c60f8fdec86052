using Auth.WebApi.Common;

namespace Auth.UnitTests.Pages;

public sealed class KoreanParticlesTests
{
    [Theory]
    [InlineData("길동", "길동을", "길동은", "길동이", "길동과", "길동으로")]
    [InlineData("나나", "나나를", "나나는", "나나가", "나나와", "나나로")]
    [InlineData("서울", "서울을", "서울은", "서울이", "서울과", "서울로")] // ㄹ takes 로.
    [InlineData("가", "가를", "가는", "가가", "가와", "가로")]
    [InlineData("힣", "힣을", "힣은", "힣이", "힣과", "힣으로")]
    [InlineData("user0", "user0을", "user0은", "user0이", "user0과", "user0으로")]
    [InlineData("user1", "user1을", "user1은", "user1이", "user1과", "user1로")]
    [InlineData("user2", "user2를", "user2는", "user2가", "user2와", "user2로")]
    [InlineData("user3", "user3을", "user3은", "user3이", "user3과", "user3으로")]
    [InlineData("user4", "user4를", "user4는", "user4가", "user4와", "user4로")]
    [InlineData("user5", "user5를", "user5는", "user5가", "user5와", "user5로")]
    [InlineData("user6", "user6을", "user6은", "user6이", "user6과", "user6으로")]
    [InlineData("user7", "user7을", "user7은", "user7이", "user7과", "user7로")]
    [InlineData("user8", "user8을", "user8은", "user8이", "user8과", "user8로")]
    [InlineData("user9", "user9를", "user9는", "user9가", "user9와", "user9로")]
    public void The_particle_follows_the_last_sound(string word, string item, string topic, string subject, string with, string to)
    {
        KoreanParticles.Append(word, "을(를)").ShouldBe(item);
        KoreanParticles.Append(word, "은(는)").ShouldBe(topic);
        KoreanParticles.Append(word, "이(가)").ShouldBe(subject);
        KoreanParticles.Append(word, "과(와)").ShouldBe(with);
        KoreanParticles.Append(word, "(으)로").ShouldBe(to);
    }

    [Theory]
    [InlineData("")]
    [InlineData("alice")]
    [InlineData("KIM")]
    [InlineData("a.")]
    [InlineData("a_")]
    [InlineData("a-")]
    [InlineData("名")]
    [InlineData("ㄱ")]
    [InlineData("é")]
    [InlineData("😀")]
    public void Both_forms_stand_where_nobody_knows_how_it_is_read(string word)
    {
        foreach (var particle in new[] { "을(를)", "은(는)", "이(가)", "과(와)", "(으)로" })
            KoreanParticles.Append(word, particle).ShouldBe(word + particle);
    }

    [Fact]
    public void A_word_without_a_particle_stays_alone() => KoreanParticles.Append("길동", "").ShouldBe("길동");

    [Fact]
    public void A_text_takes_the_particle_of_its_value_and_English_none()
    {
        Texts.In("ko").Format("withdraw-member.type", ("username", "carol1")).ShouldContain("carol1을 ");
        Texts.In("ko").Format("withdraw-member.type", ("username", "carol2")).ShouldContain("carol2를 ");
        Texts.In("en").Format("withdraw-member.type", ("username", "carol")).ShouldContain("carol ");
    }

    [Fact]
    public void A_value_is_not_looked_into()
    {
        Texts.In("en").Format("home.hello", ("nickname", "{service} {age.min} <b>")).ShouldBe("Hello, {service} {age.min} <b>");
    }
}
