namespace Auth.Domain.Common;

/// <summary>An id of its own type around a UUID v7 (RFC 9562), whose leading bits are the time, so inserts stay local in an index.</summary>
public interface IEntityId<TSelf> : IParsable<TSelf>
    where TSelf : struct, IEntityId<TSelf>
{
    Guid Value { get; }

    static abstract TSelf From(Guid value);

    static TSelf New(DateTimeOffset now) => TSelf.From(Guid.CreateVersion7(now));
}
