using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Auth.WebApi.Common;

/// <summary>One reading of JSON: no duplicate names, no coercions, exact names, little depth, UTF-8 only (RFC 8259 8.1). Unknown names are passed over.</summary>
internal static class StrictJson
{
    private const int DeepestBody = 8;
    private const string Json = "application/json";

    public static void Configure(JsonSerializerOptions options)
    {
        options.MaxDepth = DeepestBody;
        options.AllowDuplicateProperties = false;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new SecretConverter());
        options.Converters.Add(new IdConverter<UserId>());
        options.Converters.Add(new IdConverter<SessionId>());
        options.Converters.Add(new OptionalConverter());
        options.Converters.Add(new InstantConverter());
    }

    /// <summary>A body that is not JSON in UTF-8 is refused before anything reads it.</summary>
    public static Task RefuseOtherContent(HttpContext http, RequestDelegate next)
    {
        if (!HasBodyToRead(http))
            return next(http);
        if (!IsJson(http.Request.ContentType))
            return Problem.WriteAsync(http, EdgeErrors.UnsupportedMediaType, StatusCodes.Status415UnsupportedMediaType);
        http.Request.ContentType = Json; // The framework takes a charset in quotes for an unknown one and fails.
        return next(http);
    }

    /// <summary>The serializer looks at the bytes of what it reads only, and passes over the rest. Bodies are small, so all of it is looked at first.</summary>
    public static async Task RefuseOtherThanUtf8(HttpContext http, RequestDelegate next)
    {
        if (HasBodyToRead(http))
        {
            var body = new MemoryStream();
            if (!await TryReadAsync(http, body) || !Utf8.IsValid(body.GetBuffer().AsSpan(0, (int)body.Length)))
            {
                await Problem.WriteAsync(http, EdgeErrors.MalformedJson);
                return;
            }

            body.Position = 0;
            http.Request.Body = body;
        }

        await next(http);
    }

    private static async Task<bool> TryReadAsync(HttpContext http, MemoryStream body)
    {
        try
        {
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            return true;
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            return false; // Chunks whose lengths are none, or a client that left.
        }
    }

    private static bool HasBodyToRead(HttpContext http) =>
        http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true && http.Request.ContentLength != 0
        && http.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is not null;

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
        && type.Parameters.Where(p => p.Name.Equals("charset", StringComparison.OrdinalIgnoreCase))
            .All(p => HeaderUtilities.RemoveQuotes(p.Value).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private sealed class SecretConverter : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException());

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue(value.Reveal());
    }

    private sealed class IdConverter<TId> : JsonConverter<TId>
        where TId : struct, IEntityId<TId>
    {
        public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TId.TryParse(reader.GetString(), null, out var id) ? id : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }

    /// <summary>Instants in UTC with a Z, to the microsecond that the database keeps.</summary>
    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture));
    }

    private sealed class OptionalConverter : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsAssignableTo(typeof(IOptional));

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

        private sealed class Of<T> : JsonConverter<Optional<T>>
        {
            public override bool HandleNull => true;

            public override Optional<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
                new(JsonSerializer.Deserialize<T>(ref reader, options));

            public override void Write(Utf8JsonWriter writer, Optional<T> value, JsonSerializerOptions options) =>
                JsonSerializer.Serialize(writer, value.Value, options);
        }
    }
}
