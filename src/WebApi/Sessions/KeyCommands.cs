using System.CommandLine;
using System.Globalization;
using Auth.Application.Common;
using Auth.Application.Sessions;
using Auth.Infrastructure.Tokens;
using Auth.WebApi.Common;

namespace Auth.WebApi.Sessions;

/// <summary>What an operator does with the keys, from the command line of any node; the others take notice by themselves.</summary>
internal static class KeyCommands
{
    private const string All = "all";

    public static Command For(Launch launch)
    {
        var key = new Argument<string>("KEY") { Description = "the id of a key, or all" };
        return new("keys", "the keys in the database")
        {
            launch.Command("list", "lists the keys, and says whether the former master key may go", (services, _, stop) => SendAsync(services, new ListKeys(), List, stop)),
            launch.Command("rotate", "makes the next signing key now; it signs once verifiers have had the time to fetch it", (services, _, stop) => SendAsync(services, new RotateSigningKey(), Rotated, stop)),
            launch.Command(
                "revoke", "emergency: ends trust in a signing key, or in all of them, at once",
                (services, asked, stop) => SendAsync(services, new RevokeSigningKeys(asked.GetRequiredValue(key) is var id and not All ? id : null), Revoked, stop), key),
        };
    }

    /// <summary>After the keys of the database have opened: under a wrong master key nothing must be made.</summary>
    private static async Task<int> SendAsync<T>(IServiceProvider services, IUseCase<T> request, Func<T, IEnumerable<string>> lines, CancellationToken stop)
    {
        await services.GetRequiredService<KeyUpkeep>().RunAsync(stop);
        return await Launch.SendAsync(services, request, lines, stop);
    }

    private static IEnumerable<string> List(KeyList list) =>
    [
        .. list.Keys.Select(k => $"{k.Purpose,-14} {k.Id,-43}  {Describe(k),-34}  sealed under {k.SealedUnder}"),
        $"Master key: {list.MasterKey}",
        list.FormerMasterKey is null ? "Former master key: none configured" : $"Former master key: {list.FormerMasterKey}, may be removed: {(list.FormerMayGo ? "yes" : "no")}",
    ];

    private static string Describe(ListedKey key) => key.State switch
    {
        KeyState.Waiting => $"waiting until {Time(key.ActiveFrom)}",
        KeyState.InUse => $"in use since {Time(key.ActiveFrom)}",
        _ => "retired",
    };

    private static IEnumerable<string> Rotated(NextSigningKey next) =>
        [next.IsNew ? $"Made {next.KeyId}; it signs from {Time(next.ActiveFrom)}." : $"The next key is published already: {next.KeyId} signs from {Time(next.ActiveFrom)}."];

    private static IEnumerable<string> Revoked(RevokedSigningKeys revoked) =>
    [
        .. revoked.KeyIds.Select(id => $"Revoked {id}."),
        revoked.SuccessorId is null ? "The key that signs stays." : $"Made {revoked.SuccessorId}; it signs at once.",
    ];

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
