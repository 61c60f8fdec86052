using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;

namespace Auth.IntegrationTests.Operations;

[Trait("Database", "MariaDb")]
public sealed class UnitOfWorkTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task A_connection_that_broke_unnoticed_in_the_middle_of_a_transaction_counts_as_the_database_being_away()
    {
        await using var scope = App.Host.Services.CreateAsyncScope();
        var unitOfWork = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
        var db = scope.ServiceProvider.GetRequiredService<AuthDbContext>();
        var cancelled = TestContext.Current.CancellationToken;

        var failure = await Should.ThrowAsync<Exception>(() => unitOfWork.RunAsync(
            async () =>
            {
                await unitOfWork.BeginAsync(cancelled);
                await CutAsync(((MySqlConnection)db.Database.GetDbConnection()).ServerThread);
                await Should.ThrowAsync<MySqlException>(() => db.Database.ExecuteSqlRawAsync("DO 1", cancelled));
                return Result.Of(1);
            },
            cancelled));

        DatabaseFaults.IsUnavailable(failure).ShouldBeTrue(failure.ToString());
    }

    private async Task CutAsync(int connectionId)
    {
        await using var connection = new MySqlConnection(App.MariaDb.ConnectionString);
        await connection.OpenAsync();
        await using var kill = new MySqlCommand($"KILL {connectionId}", connection);
        await kill.ExecuteNonQueryAsync();
    }
}
