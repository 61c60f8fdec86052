// Fixtures that break the rules of the layers on purpose. They stand in the product's namespaces, or the rules would not look at them.
using Auth.Application.Common;
using Auth.Infrastructure.Tokens;
using Auth.WebApi.Common;
using MediatR;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Auth.Domain.Users
{
    internal static class DomainUsesPackageCanary
    {
        public static DbContext? Context { get; }
    }

    internal static class DomainKnowsApplicationCanary
    {
        public static IUnitOfWork? UnitOfWork { get; }
    }
}

namespace Auth.Application.Users
{
    internal static class ApplicationKnowsInfrastructureCanary
    {
        // In the body of a lambda of an async method: what hides best.
        public static async Task<Func<string>> RunAsync(object key)
        {
            await Task.Yield();
            return () => ((MasterKey)key).IdText;
        }
    }

    internal static class ApplicationKnowsHttpCanary
    {
        public static HttpContext? Http { get; }
    }

    internal static class ApplicationUsesMediatRCanary
    {
        public static Task PublishAsync(IMediator mediator, INotification happened) => mediator.Publish(happened);
    }
}

namespace Auth.Infrastructure.Tokens
{
    internal static class InfrastructureKnowsWebApiCanary
    {
        public static Answer? Answer { get; }
    }
}

namespace Auth.WebApi.Audit
{
    internal static class WebApiUsesMediatRCanary
    {
        public static Task SendAsync(IMediator mediator, IRequest request) => mediator.Send(request);
    }

    internal static class WebApiUsesEntityFrameworkCanary
    {
        public static Task SaveAsync(DbContext db) => db.SaveChangesAsync();
    }
}
