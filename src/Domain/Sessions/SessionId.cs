using Auth.Domain.Common;

namespace Auth.Domain.Sessions;

public readonly record struct SessionId(Guid Value) : IEntityId<SessionId>
{
    public static SessionId From(Guid value) => new(value);

    public static SessionId New(DateTimeOffset now) => IEntityId<SessionId>.New(now);

    public static SessionId Parse(string s, IFormatProvider? provider) => new(Guid.ParseExact(s, "D"));

    public static bool TryParse(string? s, IFormatProvider? provider, out SessionId result)
    {
        var parsed = Guid.TryParseExact(s, "D", out var value);
        result = new SessionId(value);
        return parsed;
    }

    public override string ToString() => Value.ToString("D");
}
