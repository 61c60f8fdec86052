using Auth.Infrastructure;
using Auth.Infrastructure.Tokens;
using Auth.UnitTests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Auth.UnitTests.Tokens;

public sealed class KeptSecretStoreTests
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 22, 3, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_pepper_and_refresh_key_are_what_the_master_key_derived_before_they_were_kept()
    {
        using var database = await TestDatabase.CreateAsync();
        var (secrets, _) = await NodeAsync(database, new MasterKeys(TestKeys.One));

        foreach (var purpose in new[] { SecretPurpose.Pepper, SecretPurpose.RefreshTokens })
        {
            var secret = secrets.Current(purpose);
            secret.Id.ShouldBe(TestKeys.One.IdText);
            secret.Value.ShouldBe(TestKeys.One.Derive(purpose.Name));
            secrets.Find(purpose, TestKeys.One.IdText).ShouldBe(secret);
            secrets.Find(purpose, TestKeys.Other.IdText).ShouldBeNull();
        }

        secrets.Current(SecretPurpose.SetupCode).Value.ShouldNotBe(TestKeys.One.Derive(SecretPurpose.SetupCode.Name));
    }

    [Fact]
    public async Task Nodes_that_begin_at_once_and_every_restart_have_the_same_secrets()
    {
        using var database = await TestDatabase.CreateAsync();
        var nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => NodeAsync(database, new MasterKeys(TestKeys.One)))));
        var (restarted, _) = await NodeAsync(database, new MasterKeys(TestKeys.One));

        foreach (var purpose in SecretPurpose.All)
            nodes.Select(n => Convert.ToHexString(n.Secrets.Current(purpose).Value)).ShouldAllBe(v => v == Convert.ToHexString(restarted.Current(purpose).Value));
    }

    [Fact]
    public async Task What_is_kept_is_sealed_for_its_purpose_and_id()
    {
        using var database = await TestDatabase.CreateAsync();
        var (secrets, _) = await NodeAsync(database, new MasterKeys(TestKeys.One));
        await using var db = database.Open();
        var rows = await db.KeptSecrets.AsNoTracking().ToListAsync(Cancellation);

        rows.Count.ShouldBe(SecretPurpose.All.Count);
        foreach (var value in SecretPurpose.All.Select(p => secrets.Current(p).Value))
            rows.Select(r => Convert.ToHexString(r.SealedValue)).ShouldAllBe(stored => !stored.Contains(Convert.ToHexString(value)));

        // Somebody who can write to the table puts the set-up code's secret, which they may know, in the pepper's place.
        var known = rows.Single(r => r.Purpose == SecretPurpose.SetupCode.Name).SealedValue;
        await db.KeptSecrets.Where(s => s.Purpose == SecretPurpose.Pepper.Name).ExecuteUpdateAsync(set => set.SetProperty(s => s.SealedValue, known), Cancellation);
        await Should.ThrowAsync<ConfigurationException>(NodeAsync(database, new MasterKeys(TestKeys.One)));
    }

    [Fact]
    public async Task A_wrong_master_key_opens_nothing_and_begins_nothing()
    {
        using var database = await TestDatabase.CreateAsync();
        await NodeAsync(database, new MasterKeys(TestKeys.One));
        await using var db = database.Open();
        await db.KeptSecrets.Where(s => s.Purpose == SecretPurpose.SetupCode.Name).ExecuteDeleteAsync(Cancellation);

        (await Should.ThrowAsync<ConfigurationException>(NodeAsync(database, new MasterKeys(TestKeys.Other))))
            .Message.ShouldStartWith("Auth:MasterKey is not the one this database was set up with");

        (await db.KeptSecrets.CountAsync(Cancellation)).ShouldBe(SecretPurpose.All.Count - 1);
    }

    [Fact]
    public async Task A_new_master_key_begins_a_new_pepper_that_every_node_knows_before_it_is_used()
    {
        using var database = await TestDatabase.CreateAsync();
        var (before, beforeStore) = await NodeAsync(database, new MasterKeys(TestKeys.One, next: TestKeys.Other));
        var setupCode = before.Current(SecretPurpose.SetupCode).Value;
        var (after, afterStore) = await NodeAsync(database, new MasterKeys(TestKeys.Other, former: TestKeys.One));
        await beforeStore.RefreshAsync(Cancellation);

        clock.Advance(KeptSecretStore.KnownAhead - TimeSpan.FromSeconds(1));
        after.Current(SecretPurpose.Pepper).Id.ShouldBe(TestKeys.One.IdText);
        clock.Advance(TimeSpan.FromSeconds(1));

        foreach (var purpose in new[] { SecretPurpose.Pepper, SecretPurpose.RefreshTokens })
        {
            after.Current(purpose).Id.ShouldBe(TestKeys.Other.IdText);
            after.Current(purpose).Value.ShouldNotBe(TestKeys.Other.Derive(purpose.Name));
            before.Current(purpose).Value.ShouldBe(after.Current(purpose).Value);
            after.Find(purpose, TestKeys.One.IdText)!.Value.ShouldBe(TestKeys.One.Derive(purpose.Name));
        }

        after.Current(SecretPurpose.SetupCode).Value.ShouldBe(setupCode);
        await afterStore.RefreshAsync(Cancellation);
        await beforeStore.RefreshAsync(Cancellation);
        await using var db = database.Open();
        (await db.KeptSecrets.CountAsync(Cancellation)).ShouldBe(SecretPurpose.All.Count + 2);
    }

    [Fact]
    public async Task What_was_sealed_under_the_former_master_key_is_sealed_again_under_the_new_one()
    {
        using var database = await TestDatabase.CreateAsync();
        await NodeAsync(database, new MasterKeys(TestKeys.One));
        var (secrets, store) = await NodeAsync(database, new MasterKeys(TestKeys.Other, former: TestKeys.One));

        await store.ResealAsync(Cancellation);
        await store.ResealAsync(Cancellation);

        var (alone, _) = await NodeAsync(database, new MasterKeys(TestKeys.Other));
        foreach (var purpose in SecretPurpose.All)
            alone.Find(purpose, TestKeys.One.IdText)!.Value.ShouldBe(secrets.Find(purpose, TestKeys.One.IdText)!.Value);
        await Should.ThrowAsync<ConfigurationException>(NodeAsync(database, new MasterKeys(TestKeys.One)));
    }

    [Fact]
    public async Task A_node_that_only_expects_the_next_master_key_seals_nothing_again()
    {
        using var database = await TestDatabase.CreateAsync();
        await NodeAsync(database, new MasterKeys(TestKeys.One));
        var (_, after) = await NodeAsync(database, new MasterKeys(TestKeys.Other, former: TestKeys.One));
        await after.ResealAsync(Cancellation);

        var (_, before) = await NodeAsync(database, new MasterKeys(TestKeys.One, next: TestKeys.Other));
        await before.ResealAsync(Cancellation);

        await using var db = database.Open();
        (await db.KeptSecrets.AsNoTracking().ToListAsync(Cancellation)).ShouldAllBe(s => SecretBox.SealedUnder(s.SealedValue) == TestKeys.Other.IdText);
    }

    [Fact]
    public async Task A_database_of_the_version_before_whose_master_key_changes_at_once_keeps_what_its_own_key_derived()
    {
        using var database = await TestDatabase.CreateAsync();
        using (var ring = new SigningKeyRing(database.Direct, database.Contexts, TestKeys.Maker(TestKeys.One), clock))
            await ring.RefreshAsync(Cancellation);

        var (secrets, _) = await NodeAsync(database, new MasterKeys(TestKeys.Other, former: TestKeys.One));

        secrets.Find(SecretPurpose.Pepper, TestKeys.One.IdText)!.Value.ShouldBe(TestKeys.One.Derive("pepper"));
        secrets.Current(SecretPurpose.Pepper).Id.ShouldBe(TestKeys.One.IdText);
    }

    [Fact]
    public async Task The_set_up_code_is_one_for_all_nodes_of_a_database_and_another_for_every_other()
    {
        using var database = await TestDatabase.CreateAsync();
        using var elsewhere = await TestDatabase.CreateAsync();
        var one = new SetupCode((await NodeAsync(database, new MasterKeys(TestKeys.One))).Secrets).Current;
        var two = new SetupCode((await NodeAsync(database, new MasterKeys(TestKeys.One))).Secrets).Current;
        var other = new SetupCode((await NodeAsync(elsewhere, new MasterKeys(TestKeys.One))).Secrets).Current;

        one.Reveal().ShouldMatch("^[A-HJKMNP-TV-Z0-9]{4}(-[A-HJKMNP-TV-Z0-9]{4}){3}$");
        one.ToString().ShouldBe("***");
        two.Reveal().ShouldBe(one.Reveal());
        other.Reveal().ShouldNotBe(one.Reveal());
    }

    private async Task<(KeptSecrets Secrets, KeptSecretStore Store)> NodeAsync(TestDatabase database, MasterKeys masterKeys)
    {
        var secrets = new KeptSecrets(clock);
        var store = new KeptSecretStore(database.Direct, database.Contexts, masterKeys, secrets, clock);
        await store.RefreshAsync(Cancellation);
        return (secrets, store);
    }
}
