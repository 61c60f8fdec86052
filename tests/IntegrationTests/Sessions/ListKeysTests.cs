using Auth.Application.Sessions;
using Auth.Infrastructure.Tokens;
using Auth.IntegrationTests.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Auth.IntegrationTests.Sessions;

public sealed class ListKeysTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task Each_key_is_listed_with_its_state_and_the_master_key_it_is_sealed_under()
    {
        var waiting = (await App.Host.AsHostAsync(new RotateSigningKey())).Value;
        await App.AdvanceAsync(TimeSpan.Zero);

        var list = (await App.Host.AsHostAsync(new ListKeys())).Value;

        list.MasterKey.ShouldBe(Master.IdText);
        list.FormerMasterKey.ShouldBeNull();
        list.FormerMayGo.ShouldBeFalse("There is none.");
        list.Keys.ShouldAllBe(k => k.SealedUnder == list.MasterKey);
        var signing = list.Keys.Where(k => k.Purpose == "signing key").ToList();
        signing.Single(k => k.State == KeyState.Waiting).Id.ShouldBe(waiting.KeyId);
        signing.Single(k => k.State == KeyState.InUse).Id.ShouldBe(App.Host.Services.GetRequiredService<SigningKeyRing>().Signer().Key.Id);
        foreach (var purpose in SecretPurpose.All)
            list.Keys.Single(k => k.Purpose == purpose.Name).State.ShouldBe(KeyState.InUse);
    }

    [Fact]
    public async Task No_column_of_any_table_holds_a_secret_in_clear()
    {
        var secrets = new List<byte[]>();
        var ring = App.Host.Services.GetRequiredService<SigningKeyRing>();
        foreach (var key in ring.Published)
            secrets.Add(key.Security.ECDsa.ExportParameters(includePrivateParameters: true).D!);
        foreach (var purpose in SecretPurpose.All)
            secrets.Add(App.Host.Services.GetRequiredService<KeptSecrets>().Current(purpose).Value);
        secrets.Add(Convert.FromBase64String(App.Settings["Auth:MasterKey"]));

        var stored = await StoredValues.ReadAsync(App);

        stored.WhereIs(ring.Signer().Key.Id).ShouldBe(["signing_keys.id"], "What is there is found.");
        foreach (var secret in secrets)
        {
            stored.WhereIs(secret).ShouldBeEmpty();
            foreach (var text in new[] { Convert.ToBase64String(secret).TrimEnd('='), Convert.ToHexString(secret), Convert.ToHexStringLower(secret), Base64Url(secret) })
                stored.WhereIs(text).ShouldBeEmpty();
        }
    }

    private MasterKey Master => App.Host.Services.GetRequiredService<MasterKey>();

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
