namespace Auth.Domain.Common;

/// <summary>Something that happened, in the past tense. The unit of work tells it to every module in the transaction that made it true.</summary>
public interface IDomainEvent;

/// <summary>Something that was tried and refused, and by which code.</summary>
public interface IRefusal : IDomainEvent
{
    string Code { get; }
}

/// <summary>Something done again and again, page by page, or as often as somebody likes: the trail has one line a minute of it, so that nobody can fill the disk.</summary>
public interface IRepeated : IDomainEvent;

/// <summary>Something for which a reason may have been given.</summary>
public interface IReasoned : IDomainEvent
{
    string? Reason { get; }
}

/// <summary>Base of the aggregates: a change of state is told by the aggregate that made it.</summary>
public abstract class Entity
{
    private readonly List<IDomainEvent> events = [];

    /// <summary>Hands over what has happened since the last call, once.</summary>
    public IReadOnlyList<IDomainEvent> TakeEvents()
    {
        IDomainEvent[] taken = [.. events];
        events.Clear();
        return taken;
    }

    protected void Raise(IDomainEvent happened) => events.Add(happened);
}
