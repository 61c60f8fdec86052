using Auth.Application.Common;
using Auth.Domain.Audit;
using Auth.Domain.Sessions;
using Auth.Domain.Users;

namespace Auth.UnitTests.Common;

public sealed class RequestContextTests
{
    [Fact]
    public void What_a_device_says_of_itself_is_cut_to_what_a_column_holds()
    {
        var context = new RequestContext { Address = new string('f', 100), UserAgent = new string('u', 1000) };

        context.Device.Address.Length.ShouldBe(Device.AddressMaxLength);
        context.Device.UserAgent.Length.ShouldBe(Device.UserAgentMaxLength);
    }

    [Fact]
    public void The_host_acts_from_nowhere_and_a_caller_from_their_session()
    {
        var caller = new SignedInCaller(UserId.New(DateTimeOffset.UnixEpoch), SessionId.New(DateTimeOffset.UnixEpoch), Role.Member, DateTimeOffset.UnixEpoch);
        var context = new RequestContext { Address = "192.0.2.1", UserAgent = "curl", TraceId = "trace" };
        context.Origin.ShouldBe(new Origin(null, null, null, null, "trace"));

        context.Channel = Channel.Api;
        context.Origin.ShouldBe(new Origin(null, null, "192.0.2.1", "curl", "trace"));

        context.Caller = caller;
        context.Origin.ShouldBe(new Origin(caller.UserId, caller.SessionId, "192.0.2.1", "curl", "trace"));
    }

    [Fact]
    public void Asking_for_a_caller_that_is_not_there_is_a_bug() => Should.Throw<InvalidOperationException>(() => new RequestContext().SignedIn);
}
