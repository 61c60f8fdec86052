using System.Globalization;
using Auth.Application.Users;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Auth.Infrastructure.Persistence;

/// <summary>What MariaDB's planner supposes: it looks at the ends of the range in the index. SQLite supposes nothing.</summary>
internal sealed class UserEstimates(AuthDbContext db) : IUserEstimates
{
    public async Task<long?> RowsAsync(IQueryable<User> users, CancellationToken cancellationToken)
    {
        if (db is not MariaDbAuthDbContext)
            return null;
        await using var command = users.Select(u => u.Id).CreateDbCommand();
        command.CommandText = $"EXPLAIN {command.CommandText}";
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var plan = await command.ExecuteReaderAsync(cancellationToken);
            var rows = plan.GetOrdinal("rows");
            return await plan.ReadAsync(cancellationToken) && !plan.IsDBNull(rows) ? Convert.ToInt64(plan.GetValue(rows), CultureInfo.InvariantCulture) : 0;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}
