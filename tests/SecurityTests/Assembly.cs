[assembly: Xunit.AssemblyFixture(typeof(Auth.IntegrationTests.AuthApp))]
