using System.Text.Json;
using System.Text.RegularExpressions;

namespace Auth.IntegrationTests.Edge;

public sealed partial class OpenApiTests(AuthApp app) : AuthTest(app)
{
    /// <summary>What each call reads: the required fields, and after the bar the optional ones. As the contract has them.</summary>
    private static readonly Dictionary<string, string> Contract = new()
    {
        ["POST /api/v1/auth/register"] = "username password name nickname consentToPersonalData | consentToOptionalData email introduction phone birthDate gender",
        ["POST /api/v1/auth/login"] = "username password |",
        ["POST /api/v1/auth/refresh"] = "refreshToken |",
        ["POST /api/v1/auth/logout"] = "| refreshToken",
        ["POST /api/v1/auth/reauthenticate"] = "password |",
        ["GET /.well-known/jwks.json"] = "",
        ["GET /health/live"] = "",
        ["GET /health/ready"] = "",
        ["GET /api/v1/users/me"] = "",
        ["PATCH /api/v1/users/me"] = "| consentToOptionalData email name nickname introduction phone birthDate gender",
        ["PUT /api/v1/users/me/password"] = "currentPassword newPassword |",
        ["DELETE /api/v1/users/me"] = "currentPassword |",
        ["GET /api/v1/users/me/sessions"] = "",
        ["DELETE /api/v1/users/me/sessions"] = "",
        ["DELETE /api/v1/users/me/sessions/{id}"] = "",
        ["GET /api/v1/users"] = "? limit cursor search role status sort",
        ["GET /api/v1/users/{id}"] = "",
        ["PATCH /api/v1/users/{id}"] = "| role status email name nickname introduction phone birthDate gender",
        ["DELETE /api/v1/users/{id}"] = "",
        ["GET /api/v1/users/{id}/sessions"] = "",
        ["DELETE /api/v1/users/{id}/sessions"] = "",
        ["GET /api/v1/audit-events"] = "? limit cursor userId type",
        ["GET /api/v1/audit-events/verification"] = "",
        ["POST /api/v1/setup/administrator"] = "setupCode |",
    };

    /// <summary>Words of the code that say nothing to a reader of the contract.</summary>
    private static readonly string[] Code = ["Secret", "OptionalOf", "Reveal", "System.", "Auth.", "Int32", "`1", "cref", "UserId", "SessionId", "\"pattern\""];

    [Fact]
    public async Task It_is_OpenAPI_3_1_and_its_references_lead_somewhere()
    {
        var document = await DocumentAsync();

        document.GetProperty("openapi").GetString()!.ShouldStartWith("3.1.");
        document.GetProperty("info").GetProperty("title").GetString().ShouldBe("Auth");
        foreach (var reference in Strings(document, "$ref").Distinct())
            reference.Split('/')[1..].Aggregate(document, (at, part) => at.GetProperty(part)).ValueKind.ShouldBe(JsonValueKind.Object, reference);
    }

    [Fact]
    public async Task Each_call_of_the_contract_is_there_with_its_fields_and_no_other_call()
    {
        var document = await DocumentAsync();

        Operations(document).ToDictionary(o => o.Name, o => Fields(document, o.Operation)).ShouldBe(Contract, ignoreOrder: true);
    }

    [Fact]
    public async Task Each_call_but_those_open_to_anyone_asks_for_the_bearer_token()
    {
        var document = await DocumentAsync();

        var scheme = document.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer");
        scheme.GetProperty("type").GetString().ShouldBe("http");
        scheme.GetProperty("scheme").GetString().ShouldBe("bearer");
        foreach (var (name, operation) in Operations(document))
        {
            var open = (name.Contains("/auth/", StringComparison.Ordinal) && !name.EndsWith("/reauthenticate", StringComparison.Ordinal)) || name.Contains("/health/", StringComparison.Ordinal) || name.Contains("jwks", StringComparison.Ordinal);
            operation.TryGetProperty("security", out var security).ShouldBe(!open, name);
            if (!open)
                security[0].TryGetProperty("bearer", out _).ShouldBeTrue(name);
        }
    }

    [Fact]
    public async Task Each_call_says_what_it_does_and_how_it_succeeds_and_refuses_in_problem_details()
    {
        foreach (var (name, operation) in Operations(await DocumentAsync()))
        {
            operation.GetProperty("summary").GetString().ShouldNotBeNullOrEmpty(name);
            operation.GetProperty("operationId").GetString().ShouldNotBeNullOrEmpty(name);
            var responses = operation.GetProperty("responses").EnumerateObject().ToArray();
            responses.ShouldContain(r => r.Name[0] == '2', name);
            foreach (var refusal in responses.Where(r => r.Name[0] is '4' or '5' && !name.Contains("/health/", StringComparison.Ordinal)))
                refusal.Value.GetProperty("content").GetProperty("application/problem+json").GetProperty("schema").GetProperty("$ref").GetString().ShouldBe("#/components/schemas/ProblemDetails", name);
        }
    }

    [Fact]
    public async Task Every_field_has_a_type_and_nothing_speaks_of_the_code()
    {
        var document = await DocumentAsync();

        foreach (var schema in document.GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            Kind(document, schema.Value).ShouldNotBeEmpty(schema.Name);
            if (!schema.Value.TryGetProperty("properties", out var properties))
                continue;
            foreach (var property in properties.EnumerateObject())
            {
                Kind(document, property.Value).ShouldNotBeEmpty($"{schema.Name}.{property.Name}");
                char.IsAsciiLetterLower(property.Name[0]).ShouldBeTrue(property.Name);
            }
        }

        var text = document.GetRawText();
        foreach (var word in Code)
            text.ShouldNotContain(word, Case.Sensitive);
    }

    [Theory]
    [InlineData("RegisterUser", "password", "string")]
    [InlineData("RegisterUser", "consentToPersonalData", "boolean")]
    [InlineData("RegisterUser", "birthDate", "null string")]
    [InlineData("LoggedIn", "accessToken", "string")]
    [InlineData("LoggedIn", "refreshToken", "string")]
    [InlineData("LoggedIn", "sessionId", "string uuid")]
    [InlineData("LoggedIn", "expiresIn", "integer int32")]
    [InlineData("UserAnswer", "id", "string uuid")]
    [InlineData("UserAnswer", "birthDate", "null string date")]
    [InlineData("UserAnswer", "gender", "string")]
    [InlineData("UserAnswer", "createdAt", "string date-time")]
    [InlineData("UserAnswer", "lastLoginAt", "null string date-time")]
    [InlineData("ChangeOwnAccount", "nickname", "null string")]
    [InlineData("ChangeOwnAccount", "consentToOptionalData", "null boolean")]
    [InlineData("AuditEventAnswer", "actorId", "null string uuid")]
    [InlineData("SessionAnswer", "id", "string uuid")]
    public async Task A_field_is_described_as_it_is_on_the_wire(string schema, string field, string expected)
    {
        var document = await DocumentAsync();

        Kind(document, document.GetProperty("components").GetProperty("schemas").GetProperty(schema).GetProperty("properties").GetProperty(field)).ShouldBe(expected);
    }

    [Fact]
    public async Task A_real_user_has_exactly_the_documented_fields()
    {
        var member = await App.NewMemberAsync(App.FullRegistration());
        var user = await (await member.Client.SendAsync("GET", "/api/v1/users/me")).ShouldBeAsync(200);

        var documented = (await DocumentAsync()).GetProperty("components").GetProperty("schemas").GetProperty("UserAnswer").GetProperty("properties");
        user.EnumerateObject().Select(p => p.Name).ShouldBe(documented.EnumerateObject().Select(p => p.Name), ignoreOrder: true);
    }

    [Fact]
    public async Task The_page_for_people_loads_nothing_from_another_origin()
    {
        using var page = await App.Client.SendAsync("GET", "/docs");

        ((int)page.StatusCode).ShouldBe(200);
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        var html = await page.TextAsync();
        html.ShouldNotContain("//", Case.Sensitive);
        var scripts = Sources().Matches(html).Select(m => m.Groups["url"].Value).ToArray();
        scripts.ShouldNotBeEmpty();
        foreach (var script in scripts)
        {
            using var response = await App.Client.SendAsync("GET", new Uri(page.RequestMessage!.RequestUri!, script).PathAndQuery);
            ((int)response.StatusCode).ShouldBe(200, script);
        }
    }

    [GeneratedRegex("(src|href)=\"(?<url>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sources();

    private async Task<JsonElement> DocumentAsync() => await (await App.Client.SendAsync("GET", "/openapi/v1.json")).ShouldBeAsync(200);

    private static IEnumerable<(string Name, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select ($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value);

    private static string Fields(JsonElement document, JsonElement operation)
    {
        if (operation.TryGetProperty("requestBody", out var body))
        {
            var schema = Resolve(document, body.GetProperty("content").GetProperty("application/json").GetProperty("schema"));
            var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(n => n.GetString()!).ToArray() : [];
            var optional = schema.GetProperty("properties").EnumerateObject().Select(p => p.Name).Except(required);
            return $"{string.Join(' ', required)} | {string.Join(' ', optional)}".Trim();
        }

        if (!operation.TryGetProperty("parameters", out var parameters))
            return "";
        var query = parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query").Select(p => p.GetProperty("name").GetString()).ToArray();
        return query.Length == 0 ? "" : $"? {string.Join(' ', query)}";
    }

    /// <summary>The types and the format of a schema, such as <c>null string uuid</c>.</summary>
    private static string Kind(JsonElement document, JsonElement schema)
    {
        var resolved = Resolve(document, schema);
        var type = !resolved.TryGetProperty("type", out var types) ? ""
            : types.ValueKind == JsonValueKind.Array ? string.Join(' ', types.EnumerateArray().Select(t => t.GetString())) : types.GetString();
        return resolved.TryGetProperty("format", out var format) ? $"{type} {format.GetString()}" : type!;
    }

    private static JsonElement Resolve(JsonElement document, JsonElement schema)
    {
        if (schema.TryGetProperty("oneOf", out var choices))
            return Resolve(document, choices.EnumerateArray().Single(c => c.TryGetProperty("$ref", out _)));
        return schema.TryGetProperty("$ref", out var reference)
            ? reference.GetString()!.Split('/')[1..].Aggregate(document, (at, part) => at.GetProperty(part))
            : schema;
    }

    private static IEnumerable<string> Strings(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p.Name == name && p.Value.ValueKind == JsonValueKind.String ? [p.Value.GetString()!] : Strings(p.Value, name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(e => Strings(e, name)),
        _ => [],
    };
}
