using Auth.Application.Common;
using Auth.Domain.Common;

namespace Auth.Application.Sessions;

/// <summary>The keys that the database keeps: what each is for, whether it is in use, and under which master key it is sealed. Never a key itself.</summary>
[AllowedTo(Caller.Host)]
public sealed record ListKeys : IQuery<KeyList>;

/// <summary>Master keys are named by their ids, which say nothing about them.</summary>
public sealed record KeyList(IReadOnlyList<ListedKey> Keys, string MasterKey, string? FormerMasterKey)
{
    /// <summary>Whether a former master key is configured that nothing is sealed under any more.</summary>
    public bool FormerMayGo => FormerMasterKey is not null && Keys.All(k => k.SealedUnder != FormerMasterKey);
}

public sealed record ListedKey(string Purpose, string Id, KeyState State, DateTimeOffset ActiveFrom, string SealedUnder);

public enum KeyState
{
    /// <summary>Made, and known to all, but not used yet.</summary>
    Waiting,

    /// <summary>What is made now is made with it.</summary>
    InUse,

    /// <summary>Kept for what was made with it.</summary>
    Retired,
}

/// <summary>Knows what is kept under the master key.</summary>
public interface IKeyInventory
{
    Task<KeyList> ListAsync(CancellationToken cancellationToken);
}

internal sealed class ListKeysHandler(IKeyInventory inventory) : IHandler<ListKeys, KeyList>
{
    public async Task<Result<KeyList>> Handle(ListKeys request, CancellationToken cancellationToken) => await inventory.ListAsync(cancellationToken);
}
