using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Auth.RepositoryTests;

/// <summary>The files of <c>deploy/</c>, against each other and against the service that they are for.</summary>
public sealed partial class DeployTests
{
    private const int SecondsForTheLast = 30;

    private static readonly string Nginx = Repository.Read("deploy/nginx.conf");
    private static readonly string Unit = Repository.Read("deploy/systemd/auth@.service");
    private static readonly string Settings = Repository.Read("deploy/systemd/auth.env");
    private static readonly Node Compose = new(new DeserializerBuilder().Build().Deserialize<object>(new MergingParser(new Parser(new StringReader(Repository.Read("deploy/compose.yaml"))))));

    public static TheoryData<string> Services => [.. Compose["services"].Names];

    public static TheoryData<string> Nodes => [.. Compose["services"].Names.Where(name => name.StartsWith("node-", StringComparison.Ordinal))];

    [Fact]
    public void Every_setting_that_is_named_is_one()
    {
        var settings = new Markdown("docs/operations.md").Rows.Select(cells => cells[0].Trim('`')).ToHashSet();

        var named = Repository.Files.Where(path => path.StartsWith("deploy/", StringComparison.Ordinal)).SelectMany(path => SettingName().Matches(Repository.Read(path))).Select(match => match.Value).Distinct().ToList();

        named.Count.ShouldBeGreaterThan(5);
        named.Where(name => !settings.Contains(name)).ShouldBeEmpty();
    }

    [Fact]
    public void The_proxy_has_the_limits_of_the_service()
    {
        var edge = Repository.Read("src/WebApi/Common/Edge.cs");
        int KiloBytes(string name) => Number(edge, $@"{name} = (\d+) \* 1024;");
        var buffers = Regex.Match(Nginx, @"large_client_header_buffers (\d+) (\d+)k;").Groups;

        Number(Nginx, @"client_max_body_size (\d+)k;").ShouldBe(KiloBytes("LargestBody"));
        Number(Nginx, @"client_body_buffer_size (\d+)k;").ShouldBe(KiloBytes("LargestBody"));
        (int.Parse(buffers[1].Value, CultureInfo.InvariantCulture) * int.Parse(buffers[2].Value, CultureInfo.InvariantCulture)).ShouldBe(KiloBytes("LargestHeaders"));
        Number(Nginx, @"client_header_timeout (\d+)s;").ShouldBe(Number(edge, @"RequestHeadersTimeout = TimeSpan.FromSeconds\((\d+)\)"));
    }

    [Theory, InlineData("deploy/nodes.conf"), InlineData("deploy/compose.nodes.conf")]
    public void While_a_node_drains_the_proxy_lets_go_of_it_and_of_what_failed_before(string nodes)
    {
        var drain = Number(Settings, @"^Auth__DrainSeconds=(\d+)$");
        Compose["services"]["node-1"]["environment"]["Auth__DrainSeconds"].Text.ShouldBe($"{drain}");

        Number(Nginx, @"^ *keepalive_timeout (\d+)s;").ShouldBeLessThan(drain);
        var servers = Server().Matches(Repository.Read(nodes));
        servers.Count.ShouldBe(2);
        servers.ShouldAllBe(server => Number(server.Value, @"fail_timeout=(\d+)s") < drain);
    }

    [Fact]
    public void Who_stops_a_node_waits_for_its_drain_and_what_is_under_way_then()
    {
        Repository.Read("src/WebApi/Common/Drain.cs").ShouldContain($"ForTheLast = TimeSpan.FromSeconds({SecondsForTheLast})");
        var longest = Number(Settings, @"^Auth__DrainSeconds=(\d+)$") + SecondsForTheLast;

        Number(Unit, @"^TimeoutStopSec=(\d+)$").ShouldBeGreaterThan(longest);
        Number(Compose["services"]["node-1"]["stop_grace_period"].Text, @"^(\d+)s$").ShouldBeGreaterThan(longest);
    }

    [Fact]
    public void The_proxy_of_a_machine_asks_the_nodes_that_the_walk_starts()
    {
        var ports = Server().Matches(Repository.Read("deploy/nodes.conf")).Select(server => server.Groups["port"].Value).ToList();
        var walk = string.Concat(new Markdown("docs/operations.md").BlocksUnder("## From a bare machine to two nodes").Select(block => block.Code));

        Server().Matches(Repository.Read("deploy/nodes.conf")).ShouldAllBe(server => server.Groups["host"].Value == Number(Settings, "^Auth__Proxies=([0-9.]+)$", text => text));
        walk.ShouldContain($"enable --now {string.Join(' ', ports.Select(port => $"auth@{port}"))}\n");
        walk.ShouldContain($"for port in {string.Join(' ', ports)};");
        Unit.ShouldContain("Environment=ASPNETCORE_URLS=http://127.0.0.1:%i\n");
    }

    [Fact]
    public void The_proxy_of_the_containers_asks_the_nodes_where_they_are_and_is_believed_where_it_is()
    {
        var port = Number(Repository.Read("src/WebApi/WebApi.csproj"), @"<ContainerPort Include=""(\d+)""");
        var nodes = Nodes.Select(name => $"{Compose["services"][name.Data]["networks"]["inside"]["ipv4_address"].Text}:{port}");

        Server().Matches(Repository.Read("deploy/compose.nodes.conf")).Select(server => $"{server.Groups["host"].Value}:{server.Groups["port"].Value}").ShouldBe(nodes);
        Compose["services"]["node-1"]["environment"]["Auth__Proxies"].Text.ShouldBe(Compose["services"]["proxy"]["networks"]["inside"]["ipv4_address"].Text);
    }

    [Fact]
    public void The_image_and_its_secrets_belong_to_one_user()
    {
        var user = Number(Repository.Read("src/WebApi/WebApi.csproj"), @"<ContainerUser>(\d+)</ContainerUser>");

        Compose["services"]["node-1"]["user"].Text.ShouldBe($"{user}:{user}");
        Repository.Read("docs/operations.md").ShouldContain($"chown {user} {string.Join(' ', Compose["services"]["node-1"]["secrets"].Items.Select(secret => $"secrets/{secret}"))}\n");
    }

    [Fact]
    public void The_database_is_reached_by_the_nodes_alone()
    {
        var networks = Services.ToDictionary(name => name.Data, name => Compose["services"][name.Data]["networks"].Names);

        networks["database"].ShouldBe(["data"]);
        networks.Where(service => service.Value.Contains("data")).Select(service => service.Key).ShouldBe(["database", .. Nodes.Select(name => name.Data)], ignoreOrder: true);
        networks["proxy"].ShouldNotContain("data");
        Services.Where(name => Compose["services"][name.Data].Names.Contains("ports")).Select(name => name.Data).ShouldBe(["proxy"]);
        foreach (var network in new[] { "inside", "data" })
            Compose["networks"][network]["internal"].Text.ShouldBe("true");
    }

    [Theory, MemberData(nameof(Services))]
    public void Every_container_is_bounded_and_may_do_no_more_than_it_needs(string name)
    {
        var service = Compose["services"][name];

        service["read_only"].Text.ShouldBe("true");
        service["cap_drop"].Items.ShouldBe(["ALL"]);
        service["security_opt"].Items.ShouldBe(["no-new-privileges:true"]);
        service.Names.ShouldContain("healthcheck");
        service.Names.ShouldContain("mem_limit");
        service.Names.ShouldContain("pids_limit");
        service["restart"].Text.ShouldBe("unless-stopped");
        service["logging"]["options"].Names.ShouldContain("max-size");
        service["environment"].Names.Where(variable => variable.EndsWith("PASSWORD", StringComparison.Ordinal) || variable.EndsWith("Key", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static int Number(string text, string pattern) => Number(text, pattern, value => int.Parse(value, CultureInfo.InvariantCulture));

    private static T Number<T>(string text, string pattern, Func<string, T> read)
    {
        var match = Regex.Match(text, pattern, RegexOptions.Multiline);
        match.Success.ShouldBeTrue(pattern);
        return read(match.Groups[1].Value);
    }

    [GeneratedRegex(@"\b(?:AllowedHosts|ConnectionStrings__\w+|Auth__\w+|ASPNETCORE_\w+)")]
    private static partial Regex SettingName();

    [GeneratedRegex(@"^server (?<host>[0-9.]+):(?<port>\d+) .*$", RegexOptions.Multiline)]
    private static partial Regex Server();

    /// <summary>A part of a YAML document; what is asked for has to be there.</summary>
    private sealed class Node(object? value)
    {
        public string Text => value.ShouldBeOfType<string>();

        /// <summary>The items of a list.</summary>
        public IReadOnlyList<string> Items => [.. value.ShouldBeOfType<List<object>>().Cast<string>()];

        /// <summary>The keys of a map, or the items of a list that stands for one.</summary>
        public IReadOnlyList<string> Names => value is Dictionary<object, object> map ? [.. map.Keys.Cast<string>()] : Items;

        public Node this[string name]
        {
            get
            {
                value.ShouldBeOfType<Dictionary<object, object>>().ShouldContainKey(name);
                return new(((Dictionary<object, object>)value)[name]);
            }
        }
    }
}
