using Auth.Infrastructure.Tokens;
using CsCheck;

namespace Auth.UnitTests.Tokens;

public sealed class SecretBoxTests
{
    private static readonly byte[] Context = [1, 2, 3];

    private readonly SecretBox box = new(new MasterKeys(TestKeys.One), "a purpose");

    [Fact]
    public void What_is_sealed_opens_again() => Gen.Select(Gen.Byte.Array[0, 300], Gen.Byte.Array[0, 40]).Sample(
        (plaintext, context) => box.Open(box.Seal(plaintext, context), context)!.ShouldBe(plaintext));

    [Fact]
    public void A_box_altered_in_any_byte_does_not_open()
    {
        var boxed = box.Seal([10, 20, 30, 40], Context);
        for (var i = 0; i < boxed.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var altered = boxed.ToArray();
                altered[i] ^= (byte)(1 << bit);
                box.Open(altered, Context).ShouldBeNull($"byte {i}, bit {bit}");
            }
        }
    }

    [Fact]
    public void A_box_cut_or_lengthened_does_not_open()
    {
        var boxed = box.Seal([10, 20, 30, 40], Context);
        for (var length = 0; length < boxed.Length; length++)
            box.Open(boxed.AsSpan(0, length), Context).ShouldBeNull($"{length} bytes");
        box.Open([.. boxed, 0], Context).ShouldBeNull();
    }

    [Fact]
    public void A_box_opens_in_its_context_only()
    {
        var boxed = box.Seal([10, 20, 30, 40], Context);

        box.Open(boxed, [1, 2]).ShouldBeNull();
        box.Open(boxed, []).ShouldBeNull();
    }

    [Fact]
    public void A_box_opens_by_its_key_and_for_its_purpose_only()
    {
        var boxed = box.Seal([10, 20, 30, 40], Context);

        new SecretBox(new MasterKeys(TestKeys.Other), "a purpose").Open(boxed, Context).ShouldBeNull();
        new SecretBox(new MasterKeys(TestKeys.One), "another purpose").Open(boxed, Context).ShouldBeNull();
    }

    [Fact]
    public void What_the_former_master_key_sealed_opens_and_is_sealed_again_under_the_current_one()
    {
        var boxed = box.Seal([10, 20, 30, 40], Context);
        var changed = new SecretBox(new MasterKeys(TestKeys.Other, former: TestKeys.One), "a purpose");

        changed.Open(boxed, Context).ShouldBe([10, 20, 30, 40]);
        var again = changed.Reseal(boxed, Context).ShouldNotBeNull();
        SecretBox.SealedUnder(again).ShouldBe(TestKeys.Other.IdText);
        new SecretBox(new MasterKeys(TestKeys.Other), "a purpose").Open(again, Context).ShouldBe([10, 20, 30, 40]);
        changed.Reseal(again, Context).ShouldBeNull();
        changed.Reseal(boxed, [1]).ShouldBeNull();
        new SecretBox(new MasterKeys(TestKeys.One, next: TestKeys.Other), "a purpose").Reseal(again, Context).ShouldBeNull();
    }

    [Fact]
    public void The_same_is_never_sealed_twice_alike() =>
        Enumerable.Range(0, 1000).Select(_ => Convert.ToHexString(box.Seal([1], Context))).ShouldBeUnique();
}
