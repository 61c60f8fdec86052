using System.Globalization;
using DotNet.Testcontainers.Containers;

namespace Testcontainers.MariaDb;

/// <inheritdoc cref="DockerContainer" />
public sealed class MariaDbContainer(MariaDbConfiguration configuration) : DockerContainer(configuration)
{
    /// <summary>Where the database is, for the user that the builder was given.</summary>
    public string GetConnectionString() => string.Create(
        CultureInfo.InvariantCulture,
        $"Server={Hostname};Port={GetMappedPublicPort(MariaDbBuilder.MariaDbPort)};" +
        $"Database={configuration.Database};Uid={configuration.Username};Pwd={configuration.Password}");
}
