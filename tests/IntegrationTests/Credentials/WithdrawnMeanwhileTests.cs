using System.Net.Http.Headers;
using Auth.Application.Credentials;
using Auth.Domain.Common;
using Auth.Domain.Credentials;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Auth.IntegrationTests.Credentials;

/// <summary>A withdrawal that is done while a wrong password of the same person is still being hashed.</summary>
public sealed class WithdrawnMeanwhileTests(AuthApp app) : AuthTest(app)
{
    [Fact]
    public async Task A_refused_login_names_nobody_who_is_gone()
    {
        var member = await App.NewMemberAsync();
        await using var host = HostThatWithdraws(member);
        using var client = await host.StartAsync();

        await (await client.CallAsync("POST /api/v1/auth/login", new { username = member.Username, password = "not the password" }))
            .ShouldBeProblemAsync(401, "invalid_credentials");

        await ShouldHaveLeftNoAddressAsync(member);
    }

    [Theory]
    [InlineData("PUT /api/v1/users/me/password")]
    [InlineData("DELETE /api/v1/users/me")]
    public async Task A_wrong_current_password_leaves_nothing_of_somebody_who_is_gone(string call)
    {
        var member = await App.NewMemberAsync();
        await using var host = HostThatWithdraws(member);
        using var client = await host.StartAsync();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", member.AccessToken);

        await (await client.CallAsync(call, new { currentPassword = "not the password", newPassword = "another long password" })).ShouldRefuseFieldsAsync("currentPassword");

        await ShouldHaveLeftNoAddressAsync(member);
    }

    private AuthHost HostThatWithdraws(Member member) => new(App.Settings, App.Clock, replace: services =>
        services.Replace(ServiceDescriptor.Scoped<IPasswordHasher>(_ => new Meanwhile(async () =>
            await (await AuthApp.WithdrawAsync(member)).ShouldBeAsync(204)))));

    private async Task ShouldHaveLeftNoAddressAsync(Member member)
    {
        var events = await App.QueryAsync(db => db.AuditEvents.Where(e => e.ActorId == member.UserId || e.SubjectId == member.UserId).ToListAsync());
        events.ShouldNotBeEmpty();
        events.ShouldAllBe(e => e.Address == null && e.UserAgent == null && e.SessionId == null && e.TraceId == null);
    }

    /// <summary>Takes as long over a wrong password as it takes to withdraw.</summary>
    private sealed class Meanwhile(Func<Task> withdraw) : IPasswordHasher
    {
        public Task<Result<PasswordHash>> HashAsync(Secret password, CancellationToken cancellationToken) => throw new InvalidOperationException("No password is right here.");

        public async Task<Result<bool>> VerifyAsync(Secret password, PasswordHash? hash, CancellationToken cancellationToken)
        {
            await withdraw();
            return false;
        }

        public PasswordHash? Read(string hash, string? pepperId) => null;

        public bool IsOutdated(PasswordHash hash) => false;
    }
}
