using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.Domain.Users;

namespace Auth.UnitTests.Common;

public sealed class IdentifierTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_id_is_a_uuid_of_version_7_that_sorts_by_its_time()
    {
        var first = UserId.New(Now);
        var second = UserId.New(Now.AddMilliseconds(1));

        first.Value.Version.ShouldBe(7);
        (first < second).ShouldBeTrue();
        Convert.ToHexString(first.Value.ToByteArray(bigEndian: true)).ShouldBeLessThan(Convert.ToHexString(second.Value.ToByteArray(bigEndian: true)));
        SessionId.New(Now).Value.Version.ShouldBe(7);
    }

    [Fact]
    public void An_id_is_read_in_its_hyphenated_form_only()
    {
        var id = UserId.New(Now);

        UserId.TryParse(id.ToString(), null, out var parsed).ShouldBeTrue();
        parsed.ShouldBe(id);
        foreach (var other in new[] { id.Value.ToString("N"), id.Value.ToString("B"), $"{id}\0", "", null })
            UserId.TryParse(other, null, out _).ShouldBeFalse(other);
    }

    [Fact]
    public void Lowering_touches_a_to_z_and_nothing_else() => AsciiText.Lower("AZ\u212A\u0130ÄΣ@[`{").ShouldBe("az\u212A\u0130ÄΣ@[`{");

    [Fact]
    public void A_refusal_has_no_value()
    {
        Result<int> refused = CommonErrors.NotFound;

        refused.IsSuccess.ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => refused.Value).Message.ShouldContain("not_found");
        Result.Of(0).Value.ShouldBe(0);
    }
}
