using System.Data.Common;
using System.Globalization;
using System.Reflection;
using Auth.Infrastructure;
using Auth.Infrastructure.Tokens;

namespace Auth.WebApi.Common;

/// <summary>All settings of the service by name: what is in effect, and what is configured that is none of them.</summary>
internal static class SettingsCatalogue
{
    private const string Root = "Auth";
    private const string Connection = "ConnectionStrings:Auth";
    private const string Hidden = "(hidden)";

    /// <summary>What of a connection string may be shown; what else is in it is hidden, also what nobody thought of.</summary>
    private static readonly string[] Shown = ["server", "host", "data source", "port", "database", "user id", "username", "user", "uid"];
    private static readonly string[] SecretEndings = ["Password", "Secret", "Key", "Token"];

    private static readonly (string Section, Type Options)[] Sections =
        [.. DependencyInjection.Sections, (EdgeOptions.Section, typeof(EdgeOptions)), (PageOptions.Section, typeof(PageOptions)), (ManagementOptions.Section, typeof(ManagementOptions))];

    private static readonly Setting[] All =
    [
        new("AllowedHosts", "*"),
        new(Connection),
        new(Telemetry.Endpoint),
        new(Telemetry.Headers, IsSecret: true),
        new(SecretFiles.Setting),
        new(DependencyInjection.EmbeddedSetting, "false"),
        new(DependencyInjection.DataDirectorySetting, DependencyInjection.DefaultDataDirectory),
        new(MasterKey.Setting, IsSecret: true),
        new(MasterKeys.FormerSetting, IsSecret: true),
        new(MasterKeys.NextSetting, IsSecret: true),
        new(Proxies.Setting, IsList: true),
        .. Sections.SelectMany(s => Of(s.Section, s.Options)),
    ];

    /// <summary>The names of the settings that nobody but the service may read.</summary>
    public static IEnumerable<string> Secrets => All.Where(s => s.IsSecret || s.Name == Connection).Select(s => s.Name);

    public static string Variable(string name) => name.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>Throws where something is configured under <c>Auth</c> that is no setting: a slip of the pen would else leave a limit at its default, and nobody told.</summary>
    public static void RefuseUnknown(IConfiguration configuration)
    {
        if (Unknown(configuration).ToList() is { Count: > 0 } unknown)
            throw new AggregateException(unknown);
    }

    public static IEnumerable<ConfigurationException> Unknown(IConfiguration configuration) =>
        from entry in configuration.GetSection(Root).AsEnumerable()
        where entry.Value is { Length: > 0 } && entry.Key.Contains(':', StringComparison.Ordinal) && !Array.Exists(All, s => s.Covers(entry.Key))
        select new ConfigurationException($"{entry.Key} is no setting. Its name may be misspelt, or from another version; auth config check prints those that there are.");

    /// <summary>Every setting by the name of its environment variable, with the value in effect; of secrets only whether they are set.</summary>
    public static IEnumerable<string> Lines(IConfiguration configuration, IHostEnvironment environment) =>
    [
        $"ASPNETCORE_ENVIRONMENT={environment.EnvironmentName}",
        $"ASPNETCORE_URLS={string.Join(';', Addresses.Of(configuration))}",
        .. All.SelectMany(s => s.Lines(configuration)),
    ];

    private static IEnumerable<Setting> Of(string section, Type options)
    {
        var defaults = Activator.CreateInstance(options);
        return from property in options.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
               where property.SetMethod is { IsPublic: true }
               let isMany = property.PropertyType.IsArray
               let value = isMany ? null : Convert.ToString(property.GetValue(defaults), CultureInfo.InvariantCulture)
               select new Setting(
                   $"{section}:{property.Name}",
                   property.PropertyType == typeof(bool) ? value!.ToLowerInvariant() : value is { Length: > 0 } ? value : null,
                   IsSecret: Array.Exists(SecretEndings, e => property.Name.EndsWith(e, StringComparison.Ordinal)),
                   IsValue: !isMany,
                   IsList: isMany);
    }

    private sealed record Setting(string Name, string? Default = null, bool IsSecret = false, bool IsValue = true, bool IsList = false)
    {
        public bool Covers(string key) =>
            (IsValue && key.Equals(Name, StringComparison.OrdinalIgnoreCase))
            || (IsList && key.StartsWith($"{Name}:", StringComparison.OrdinalIgnoreCase) && key.LastIndexOf(':') == Name.Length);

        public List<string> Lines(IConfiguration configuration)
        {
            var section = configuration.GetSection(Name);
            List<string> configured = [.. (IsList ? section.GetChildren().Prepend(section) : [section]).Where(entry => entry.Value is { Length: > 0 })
                .Select(entry => $"{Variable(Name + entry.Path[Name.Length..])}={Show(entry.Value!)}")];
            return configured.Count > 0 ? configured : [Default is null ? $"{Variable(Name)}  (not set)" : $"{Variable(Name)}={Default}  (default)"];
        }

        private string Show(string value) => IsSecret ? Hidden : Name == Connection ? WithoutSecrets(value) : value;

        /// <summary>What cannot be taken apart is hidden whole.</summary>
        private static string WithoutSecrets(string connectionString)
        {
            try
            {
                var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
                return string.Join(';', parts.Keys.Cast<string>().Select(key => $"{key}={(Shown.Contains(key, StringComparer.OrdinalIgnoreCase) ? parts[key] : Hidden)}"));
            }
            catch (ArgumentException)
            {
                return Hidden;
            }
        }
    }
}
