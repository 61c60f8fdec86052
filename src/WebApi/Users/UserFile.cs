using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Auth.Application.Common;
using Auth.Application.Users;
using Auth.Domain.Common;
using Auth.Domain.Users;
using Auth.WebApi.Common;

namespace Auth.WebApi.Users;

/// <summary>Users as lines of JSON, in UTF-8, one by one, so that it does not matter how many there are.</summary>
internal static class UserFile
{
    private static readonly JsonSerializerOptions Json = Options();

    /// <summary>The users of a file. A line that is none of them is one that nobody can be made of.</summary>
    public static async IAsyncEnumerable<RecordToImport> ReadAsync(Stream file, [EnumeratorCancellation] CancellationToken stop)
    {
        var number = 0L;
        await foreach (var line in Lines.ReadAsync(file, stop))
        {
            number++;
            if (line is { Length: 0 })
                continue;
            var place = string.Create(CultureInfo.InvariantCulture, $"line {number}");
            yield return Read(line) is { } record
                ? new RecordToImport(place, record, [])
                : new RecordToImport(place, null, [new FieldError("line", "line_malformed", "Is no user in JSON, or has a member that is none of a user's.")]);
        }
    }

    /// <summary>Writes all users, to standard output where no file is named. A file of that name must not be there; it is for its owner alone.</summary>
    public static async Task<int> WriteAsync(IServiceProvider services, string? path, bool withPasswordHashes, CancellationToken stop)
    {
        await OwnFile.WriteAsync(path, output => LongWork.ShowAsync("Users", null, async done =>
        {
            var count = 0L;
            for (UserId? last = null; await NextAsync(services, new ExportUsers(last, withPasswordHashes), stop) is { Last: { } next } page; last = next)
            {
                foreach (var user in page.Users)
                    await output.WriteLineAsync(JsonSerializer.Serialize(user, Json).AsMemory(), stop);
                done(count += page.Users.Count);
            }

            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Exported {count:N0} users."));
        }));
        return CommandLine.Done;
    }

    private static UserRecord? Read(byte[]? line)
    {
        try
        {
            return line is not null && Utf8.IsValid(line) ? JsonSerializer.Deserialize<UserRecord>(line, Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<ExportedUsers> NextAsync(IServiceProvider services, ExportUsers request, CancellationToken stop)
    {
        await using var scope = services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<IUseCases>().SendAsync(request, stop)).Value;
    }

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        };
        StrictJson.Configure(options);
        return options;
    }
}
