using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;

namespace Testcontainers.MariaDb;

/// <summary>
/// Stands in for the package Testcontainers.MariaDb, in its namespace and shape: once the package can be restored,
/// it replaces this file, MariaDbContainer and MariaDbConfiguration.
/// </summary>
public sealed class MariaDbBuilder : ContainerBuilder<MariaDbBuilder, MariaDbContainer, MariaDbConfiguration>
{
    public const ushort MariaDbPort = 3306;

    public MariaDbBuilder(string image)
        : this(new MariaDbConfiguration()) =>
        DockerResourceConfiguration = Init().WithImage(image).DockerResourceConfiguration;

    private MariaDbBuilder(MariaDbConfiguration configuration)
        : base(configuration) =>
        DockerResourceConfiguration = configuration;

    protected override MariaDbConfiguration DockerResourceConfiguration { get; }

    public MariaDbBuilder WithDatabase(string database) =>
        Merge(DockerResourceConfiguration, new MariaDbConfiguration(database: database))
            .WithEnvironment("MARIADB_DATABASE", database);

    public MariaDbBuilder WithUsername(string username) =>
        Merge(DockerResourceConfiguration, new MariaDbConfiguration(username: username))
            .WithEnvironment("MARIADB_USER", username == "root" ? "" : username);

    /// <summary>Sets the user's password, and root's.</summary>
    public MariaDbBuilder WithPassword(string password) =>
        Merge(DockerResourceConfiguration, new MariaDbConfiguration(password: password))
            .WithEnvironment("MARIADB_PASSWORD", password)
            .WithEnvironment("MARIADB_ROOT_PASSWORD", password);

    public override MariaDbContainer Build()
    {
        Validate();

        // By TCP and as that user: the official image first starts a server that answers on its socket only.
        var given = DockerResourceConfiguration;
        var answers = Wait.ForUnixContainer().UntilCommandIsCompleted(
            [
                "mariadb", "--protocol=TCP", $"--user={given.Username}", $"--password={given.Password}",
                $"--database={given.Database}", "--execute=select 1",
            ],
            wait => wait.WithInterval(TimeSpan.FromMilliseconds(200)));
        return new MariaDbContainer(WithWaitStrategy(answers).DockerResourceConfiguration);
    }

    protected override MariaDbBuilder Init() =>
        base.Init()
            .WithPortBinding(MariaDbPort, assignRandomHostPort: true)
            .WithDatabase("mariadb")
            .WithUsername("mariadb")
            .WithPassword("mariadb");

    protected override MariaDbBuilder Clone(IResourceConfiguration<CreateContainerParameters> resourceConfiguration) =>
        Merge(DockerResourceConfiguration, new MariaDbConfiguration(resourceConfiguration));

    protected override MariaDbBuilder Clone(IContainerConfiguration resourceConfiguration) =>
        Merge(DockerResourceConfiguration, new MariaDbConfiguration(resourceConfiguration));

    protected override MariaDbBuilder Merge(MariaDbConfiguration oldValue, MariaDbConfiguration newValue) =>
        new(new MariaDbConfiguration(oldValue, newValue));
}
