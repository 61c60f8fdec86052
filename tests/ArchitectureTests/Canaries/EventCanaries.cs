using Auth.Domain.Common;

namespace Auth.ArchitectureTests.Canaries;

internal sealed record SomethingHappenedWhoseNameIsLongerThanTheColumnCanary : IDomainEvent;

/// <summary>Of the same name in the trail as an event of Users.</summary>
internal sealed record UserRegistered : IDomainEvent;
