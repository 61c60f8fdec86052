using Auth.Application.Audit;
using Auth.Domain.Audit;
using Auth.Domain.Common;

namespace Auth.ArchitectureTests;

public sealed class DomainEventTests
{
    private static readonly Type[] Events = [.. EventsIn(Product.Types)];
    private static readonly Type[] WithCanaries = [.. EventsIn(Product.Types.Concat(Product.Canaries.GetTypes()))];

    [Fact]
    public void The_trail_has_room_for_the_name_of_every_event()
    {
        Events.Length.ShouldBeGreaterThan(10);
        TooLong(Events).ShouldBeEmpty();
        TooLong(WithCanaries).ShouldBe([typeof(Canaries.SomethingHappenedWhoseNameIsLongerThanTheColumnCanary)]);
    }

    [Fact]
    public void The_trail_calls_no_two_events_by_one_name()
    {
        Doubled(Events).ShouldBeEmpty();
        Doubled(WithCanaries).ShouldBe(["user_registered"]);
    }

    [Fact]
    public void Events_are_sealed_records_of_the_domain()
    {
        NoRecords(Events).ShouldBeEmpty();
        NoRecords(WithCanaries).ShouldBe(Product.Canaries.GetTypes().Where(t => WithCanaries.Contains(t)), ignoreOrder: true);
    }

    private static IEnumerable<Type> EventsIn(IEnumerable<Type> types) => types.Where(t => t is { IsInterface: false, IsAbstract: false } && t.IsAssignableTo(typeof(IDomainEvent)));

    private static IEnumerable<Type> TooLong(IEnumerable<Type> events) => events.Where(t => AuditEventTypes.Of(t).Length > AuditEvent.TypeMaxLength);

    private static IEnumerable<string> Doubled(IEnumerable<Type> events) => events.GroupBy(AuditEventTypes.Of).Where(g => g.Count() > 1).Select(g => g.Key);

    private static IEnumerable<Type> NoRecords(IEnumerable<Type> events) => events.Where(t => t.Assembly != Product.Domain || !t.IsSealed || t.GetMethod("<Clone>$") is null);
}
