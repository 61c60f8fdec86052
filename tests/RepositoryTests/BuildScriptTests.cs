using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;

namespace Auth.RepositoryTests;

/// <summary>build.sh by sh, and build.ps1 by PowerShell's own engine, which needs no <c>pwsh</c> on the machine.</summary>
public sealed class BuildScriptTests(BuildScriptTests.BrokenRepository broken) : IClassFixture<BuildScriptTests.BrokenRepository>
{
    public static TheoryData<string> Scripts => ["build.sh", "build.ps1"];

    /// <summary>What is published brings its runtime along, so its security fixes come by that line alone.</summary>
    [Fact]
    public void The_published_runtime_is_as_new_as_the_packages_of_the_framework()
    {
        static string VersionIn(string file, string before) => Regex.Match(Repository.Read(file), $"{Regex.Escape(before)}([0-9.]+)", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;

        VersionIn("src/WebApi/WebApi.csproj", "<RuntimeFrameworkVersion>").ShouldBe(VersionIn("Directory.Packages.props", "Microsoft.AspNetCore.OpenApi\" Version=\""));
    }

    [Fact]
    public void Both_scripts_give_the_same_help()
    {
        var (code, help) = Run(Repository.Root, "build.sh", "help");

        code.ShouldBe(0);
        help.ShouldContain("publish");
        Run(Repository.Root, "build.ps1", "help").ShouldBe((code, help));
        Run(Repository.Root, "build.ps1").ShouldBe((code, help));
    }

    [Theory, InlineData("README.md"), InlineData("README.ko.md")]
    public void Every_verb_is_in_the_readme(string document)
    {
        var verbs = Run(Repository.Root, "build.sh", "help").Output.Split('\n').Skip(1).Select(line => line.Trim().Split(' ')[0]);
        var readme = Repository.Read(document);

        verbs.ShouldContain("bench-load");
        verbs.Where(verb => !readme.Contains($"`{verb}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Scripts))]
    public void An_unknown_verb_is_refused(string script)
    {
        var (code, output) = Run(Repository.Root, script, "deploy");

        code.ShouldBe(2);
        output.ShouldContain("There is no verb 'deploy'.");
    }

    [Theory, MemberData(nameof(Scripts))]
    public void A_failed_build_fails_the_script(string script)
    {
        var (code, output) = Run(broken.Root, script, "build");

        code.ShouldNotBe(0);
        output.ShouldContain("error CS");
    }

    [Theory, MemberData(nameof(Scripts))]
    public void No_test_runs_after_a_failed_build(string script)
    {
        var (code, output) = Run(broken.Root, script, "test");

        code.ShouldNotBe(0);
        output.ShouldContain("error CS");
        output.ShouldNotContain("TEST EXECUTION");
        output.ShouldNotContain("passed");
    }

    private static (int Code, string Output) Run(DirectoryInfo repository, string script, params string[] arguments)
    {
        var path = Path.Combine(repository.FullName, script);
        return script == "build.ps1" ? RunInPowerShell(path, arguments) : RunInSh(path, arguments);
    }

    private static (int Code, string Output) RunInSh(string script, string[] arguments)
    {
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" 2>&1", script, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.TrimEnd());
    }

    private static (int Code, string Output) RunInPowerShell(string script, string[] arguments)
    {
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using var shell = PowerShell.Create(runspace);
        string[] lines =
        [
            .. shell
                .AddScript("param($script, $arguments) & $script @arguments 2>&1; $LASTEXITCODE")
                .AddArgument(script)
                .AddArgument(arguments)
                .Invoke<string>(),
        ];
        return (int.Parse(lines[^1], CultureInfo.InvariantCulture), string.Join('\n', lines.SkipLast(1)).TrimEnd());
    }

    /// <summary>The build scripts beside a solution which does not compile.</summary>
    public sealed class BrokenRepository : IDisposable
    {
        private const string Solution = """
            Microsoft Visual Studio Solution File, Format Version 12.00
            Project("{9A19103F-16F7-4668-BE54-9A1E7A4F7556}") = "Broken", "Broken.csproj", "{6B1C3D1E-6F0B-4E0C-9B57-0D3B5D0C9C11}"
            EndProject
            Global
                GlobalSection(SolutionConfigurationPlatforms) = preSolution
                    Debug|Any CPU = Debug|Any CPU
                EndGlobalSection
                GlobalSection(ProjectConfigurationPlatforms) = postSolution
                    {6B1C3D1E-6F0B-4E0C-9B57-0D3B5D0C9C11}.Debug|Any CPU.ActiveCfg = Debug|Any CPU
                    {6B1C3D1E-6F0B-4E0C-9B57-0D3B5D0C9C11}.Debug|Any CPU.Build.0 = Debug|Any CPU
                EndGlobalSection
            EndGlobal
            """;

        private const string Project = """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <EnableDefaultItems>false</EnableDefaultItems>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="Broken.cs" />
              </ItemGroup>
            </Project>
            """;

        public BrokenRepository()
        {
            var build = Root.CreateSubdirectory("build");
            foreach (var file in Repository.Root.EnumerateFiles("build.*"))
            {
                file.CopyTo(Path.Combine(Root.FullName, file.Name));
            }

            foreach (var file in Repository.Root.GetDirectories("build").Single().EnumerateFiles())
            {
                file.CopyTo(Path.Combine(build.FullName, file.Name));
            }

            File.WriteAllText(Path.Combine(Root.FullName, "Auth.sln"), Solution);
            File.WriteAllText(Path.Combine(Root.FullName, "Broken.csproj"), Project);
            File.WriteAllText(Path.Combine(Root.FullName, "Broken.cs"), "not C#");
        }

        public DirectoryInfo Root { get; } = Directory.CreateTempSubdirectory("auth-build-");

        public void Dispose() => Root.Delete(recursive: true);
    }
}
