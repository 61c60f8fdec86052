using Auth.Domain.Common;

namespace Auth.Domain.Users;

public readonly record struct UserId(Guid Value) : IEntityId<UserId>
{
    public static UserId From(Guid value) => new(value);

    public static UserId New(DateTimeOffset now) => IEntityId<UserId>.New(now);

    public static UserId Parse(string s, IFormatProvider? provider) => new(Guid.ParseExact(s, "D"));

    public static bool TryParse(string? s, IFormatProvider? provider, out UserId result)
    {
        var parsed = Guid.TryParseExact(s, "D", out var value);
        result = new UserId(value);
        return parsed;
    }

    public static bool operator <(UserId left, UserId right) => left.Value.CompareTo(right.Value) < 0;

    public static bool operator >(UserId left, UserId right) => left.Value.CompareTo(right.Value) > 0;

    public static bool operator <=(UserId left, UserId right) => !(left > right);

    public static bool operator >=(UserId left, UserId right) => !(left < right);

    public override string ToString() => Value.ToString("D");
}
