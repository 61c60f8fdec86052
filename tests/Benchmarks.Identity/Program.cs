using System.Security.Claims;
using Auth.Benchmarks.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

// What a team has that puts ASP.NET Core Identity's own endpoints on the same database, with the same hash: MapIdentityApi as its documentation shows it, the
// contexts pooled, bearer tokens, nothing logged below a warning, and a list of members with page numbers.

var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddDbContextPool<MembersDb>(options => options.UseMySql(builder.Configuration.GetConnectionString("Identity"), new MariaDbServerVersion(new Version(10, 6, 0))));
builder.Services.AddAuthorization();
builder.Services.AddIdentityApiEndpoints<Member>(options => options.User.AllowedUserNameCharacters = "").AddEntityFrameworkStores<MembersDb>();
builder.Services.AddSingleton<IPasswordHasher<Member>, BCryptHasher>();

var app = builder.Build();
await using (var scope = app.Services.CreateAsyncScope())
    await scope.ServiceProvider.GetRequiredService<MembersDb>().Database.EnsureCreatedAsync();
app.UseAuthentication();
app.UseAuthorization();
app.MapIdentityApi<Member>();
app.MapGet("/members", async (MembersDb db, int page = 1, int size = 20) =>
{
    var newestFirst = db.Users.AsNoTracking().OrderByDescending(m => m.CreatedAt);
    var items = await newestFirst.Skip((page - 1) * size).Take(size).Select(m => new { m.Id, m.UserName, m.Email, m.Name, m.CreatedAt }).ToListAsync();
    return Results.Ok(new { total = await db.Users.CountAsync(), page, items });
}).RequireAuthorization();
app.MapGet("/ready", (ClaimsPrincipal _) => Results.Ok());
await app.RunAsync();
