using System.Reflection;
using System.Runtime.CompilerServices;
using Auth.Application.Common;
using Auth.Application.Sessions;
using Auth.Application.Users;
using Auth.Domain.Common;

namespace Auth.UnitTests.Common;

public sealed class SecretTests
{
    private const string Text = "hunter2-hunter2";

    /// <summary>Every record of the application, requests and answers alike, that holds a secret.</summary>
    public static TheoryData<Type> Holders =>
        [.. typeof(IUseCases).Assembly.GetTypes().Where(t => t is { IsAbstract: false, IsGenericTypeDefinition: false } && Secrets(t).Any())];

    [Fact]
    public void A_secret_shows_nothing_unless_asked()
    {
        var secret = new Secret(Text);

        secret.ToString().ShouldBe("***");
        $"{secret}".ShouldBe("***");
        secret.Reveal().ShouldBe(Text);
    }

    [Theory, MemberData(nameof(Holders))]
    public void No_request_and_no_answer_shows_its_secrets_as_text(Type type)
    {
        var holder = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var secret in Secrets(type))
            secret.SetValue(holder, new Secret(Text));

        holder.ToString()!.ShouldNotContain(Text);
        if (ShowsItsProperties(type))
            holder.ToString()!.ShouldContain("***");
    }

    [Fact]
    public void The_requests_and_answers_that_hold_secrets_are_among_those_looked_at()
    {
        Type[] known = [typeof(Login), typeof(RegisterUser), typeof(RefreshSession), typeof(LoggedIn)];

        known.Except(Holders.Select(h => h.Data)).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_called_a_password_a_token_or_a_code_is_a_secret_and_no_text()
    {
        var bare = typeof(IUseCases).Assembly.GetTypes().Where(IsRecord)
            .SelectMany(t => t.GetProperties()).Where(p => p.PropertyType == typeof(string))
            .Where(p => p.Name is var name && (name.EndsWith("Password", StringComparison.Ordinal) || name.EndsWith("Token", StringComparison.Ordinal) || name.EndsWith("Code", StringComparison.Ordinal)))
            .Select(p => $"{p.DeclaringType!.Name}.{p.Name}");

        bare.ShouldBeEmpty();
    }

    private static IEnumerable<PropertyInfo> Secrets(Type type) => type.GetProperties().Where(p => p.PropertyType == typeof(Secret) && p.CanWrite);

    /// <summary>A type with a text of all its properties, unless it has one of its own.</summary>
    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

    /// <summary>A record, unless it says of itself what it shows.</summary>
    private static bool ShowsItsProperties(Type type) => IsRecord(type) && type.GetMethod(nameof(ToString), Type.EmptyTypes)!.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
}
