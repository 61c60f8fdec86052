using System.Collections.Frozen;
using System.Text.Json;
using Auth.Domain.Common;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Auth.Infrastructure.Persistence;

/// <summary>Ids big-endian, as RFC 9562 writes them: a UUID v7 sorts by its time, so inserts stay at the end of the index.</summary>
internal sealed class IdConverter<TId>() : ValueConverter<TId, byte[]>(id => id.Value.ToByteArray(true), bytes => Read(bytes))
    where TId : struct, IEntityId<TId>
{
    private static TId Read(byte[] bytes) => TId.From(new Guid(bytes, bigEndian: true));
}

internal sealed class GuidConverter() : ValueConverter<Guid, byte[]>(id => id.ToByteArray(true), bytes => new Guid(bytes, true));

internal sealed class UsernameConverter() : ValueConverter<Username, string>(username => username.Value, text => Username.FromStored(text));

internal sealed class EmailAddressConverter() : ValueConverter<EmailAddress, string>(email => email.Value, text => EmailAddress.FromStored(text));

internal sealed class PhoneNumberConverter() : ValueConverter<PhoneNumber, string>(phone => phone.Value, text => new PhoneNumber(text));

internal sealed class UtcDateTimeConverter()
    : ValueConverter<DateTimeOffset, DateTime>(at => at.UtcDateTime, stored => new DateTimeOffset(DateTime.SpecifyKind(stored, DateTimeKind.Utc)));

internal sealed class UnixMicrosecondsConverter() : ValueConverter<DateTimeOffset, long>(at => Store(at), stored => Read(stored))
{
    public static long Store(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset Read(long stored) => DateTimeOffset.UnixEpoch.AddTicks(stored * TimeSpan.TicksPerMicrosecond);
}

/// <summary>Enumerations as words (<c>personal_data</c>), so that a table can be read and a number never changes its meaning.</summary>
internal sealed class EnumTextConverter<TEnum>() : ValueConverter<TEnum, string>(value => EnumText.Of(value), text => EnumText.Parse<TEnum>(text))
    where TEnum : struct, Enum;

internal static class EnumText
{
    public const int MaxLength = 24;

    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Words<TEnum>.ByValue[value];

    public static TEnum Parse<TEnum>(string text)
        where TEnum : struct, Enum => Words<TEnum>.ByText[text];

    private static class Words<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly FrozenDictionary<TEnum, string> ByValue =
            Enum.GetValues<TEnum>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

        public static readonly FrozenDictionary<string, TEnum> ByText = ByValue.ToFrozenDictionary(word => word.Value, word => word.Key);
    }
}
