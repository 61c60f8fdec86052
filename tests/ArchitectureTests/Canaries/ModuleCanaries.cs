// Fixtures that break the boundaries of the modules on purpose. They stand in the product's namespaces, or the rules would not look at them.
using Auth.Application.Users;
using Auth.Domain.Credentials;
using Auth.Domain.Sessions;
using Auth.Domain.Users;
using Auth.WebApi.Pages;
using Auth.WebApi.Users;
using Microsoft.EntityFrameworkCore;

namespace Auth.Domain.Payments
{
    /// <summary>A module that the map does not name, though it knows nobody.</summary>
    internal static class UnknownModuleCanary;
}

namespace Auth.Domain.Users
{
    internal static class UsersKnowsCredentialsInDomainCanary
    {
        public static PasswordHash? Hash { get; }
    }
}

namespace Auth.Application.Users
{
    /// <summary>There is no arrow from Users to Sessions, not even to its events.</summary>
    internal static class UsersKnowsSessionsCanary
    {
        public static SessionStarted? Started { get; }
    }
}

namespace Auth.Application.Sessions
{
    /// <summary>There is an arrow from Sessions to Users, but this is not one of its doors.</summary>
    internal static class SessionsEntersUsersTablesCanary
    {
        // In the body of a lambda of an async method: what hides best.
        public static async Task<Func<Task<User>>> RunAsync(object db)
        {
            await Task.Yield();
            return () => ((IUsersDb)db).Users.SingleAsync();
        }
    }
}

namespace Auth.WebApi.Audit
{
    internal static class AuditEndpointsKnowUsersCanary
    {
        public static RegisterUser? Request { get; }
    }
}

namespace Auth.WebApi.Common
{
    internal static class CommonKnowsPagesCanary
    {
        public static Frame? Frame { get; }
    }
}

namespace Auth.WebApi.Pages
{
    internal static class PagesEnterUsersTablesCanary
    {
        public static IUsersDb? Db { get; }
    }

    internal static class PagesKnowTheUserItselfCanary
    {
        public static User? User { get; }
    }

    internal static class PagesKnowEndpointsCanary
    {
        public static void Map(Microsoft.AspNetCore.Routing.IEndpointRouteBuilder routes) => routes.MapUsers();
    }
}
