using Docker.DotNet.Models;
using DotNet.Testcontainers.Configurations;

namespace Testcontainers.MariaDb;

/// <inheritdoc cref="ContainerConfiguration" />
public sealed class MariaDbConfiguration : ContainerConfiguration
{
    public MariaDbConfiguration(string? database = null, string? username = null, string? password = null)
    {
        Database = database;
        Username = username;
        Password = password;
    }

    public MariaDbConfiguration(IResourceConfiguration<CreateContainerParameters> resourceConfiguration)
        : base(resourceConfiguration)
    {
    }

    public MariaDbConfiguration(IContainerConfiguration resourceConfiguration)
        : base(resourceConfiguration)
    {
    }

    public MariaDbConfiguration(MariaDbConfiguration oldValue, MariaDbConfiguration newValue)
        : base(oldValue, newValue)
    {
        Database = newValue.Database ?? oldValue.Database;
        Username = newValue.Username ?? oldValue.Username;
        Password = newValue.Password ?? oldValue.Password;
    }

    public string? Database { get; }

    public string? Username { get; }

    public string? Password { get; }
}
