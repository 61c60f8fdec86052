using Auth.Infrastructure.Passwords;

namespace Auth.UnitTests.Passwords;

/// <summary>Who gets a place and whose turn it is, when there are more hashes than time.</summary>
public sealed class HashQueueTests
{
    [Fact]
    public void A_flood_from_one_network_makes_room_for_a_quiet_one()
    {
        var queue = new HashQueue(capacity: 4, perNetwork: 4);
        var flood = Enumerable.Range(0, 4).Select(_ => Add(queue, "flood")).ToList();

        queue.TryAdd(Job("quiet"), out var displaced).ShouldBeTrue();

        displaced.ShouldBe(flood[^1]);
        queue.Waiting.ShouldBe(4);
        Drain(queue).ShouldBe(["flood", "quiet", "flood", "flood"]);
    }

    [Fact]
    public void A_network_is_not_displaced_for_one_that_has_as_much()
    {
        var queue = new HashQueue(capacity: 4, perNetwork: 4);
        foreach (var network in "aabb")
            Add(queue, $"{network}");

        queue.TryAdd(Job("a"), out _).ShouldBeFalse();
        queue.TryAdd(Job("c"), out var displaced).ShouldBeTrue();
        displaced!.Network.ShouldBe("a");
        queue.TryAdd(Job("a"), out _).ShouldBeFalse();
        queue.Waiting.ShouldBe(4);
    }

    [Fact]
    public void Strangers_from_everywhere_make_room_for_who_is_known()
    {
        var queue = new HashQueue(capacity: 8, perNetwork: 4);
        for (var i = 0; i < 8; i++)
            Add(queue, $"stranger {i}");
        queue.TryAdd(Job("stranger 9"), out _).ShouldBeFalse();

        for (var i = 0; i < 6; i++)
        {
            queue.TryAdd(Job($"known {i}", isKnown: true), out var displaced).ShouldBeTrue();
            displaced!.IsKnown.ShouldBeFalse();
        }

        queue.Waiting.ShouldBe(8);
    }

    [Fact]
    public void Neither_lane_takes_the_others_share()
    {
        var queue = new HashQueue(capacity: 8, perNetwork: 8);
        for (var i = 0; i < 8; i++)
            Add(queue, $"known {i}", isKnown: true);

        // A quarter is the strangers'.
        foreach (var network in new[] { "a", "b" })
        {
            queue.TryAdd(Job(network), out var displaced).ShouldBeTrue();
            displaced!.IsKnown.ShouldBeTrue();
        }

        queue.TryAdd(Job("c"), out _).ShouldBeFalse();
        queue.TryAdd(Job("known 9", isKnown: true), out _).ShouldBeFalse();
    }

    [Fact]
    public void Who_is_known_goes_ahead_and_one_stranger_follows_three_of_them()
    {
        var queue = new HashQueue(capacity: 20, perNetwork: 10);
        for (var i = 0; i < 3; i++)
            Add(queue, "stranger");
        for (var i = 0; i < 7; i++)
            Add(queue, "known", isKnown: true);

        Drain(queue).ShouldBe(["known", "known", "known", "stranger", "known", "known", "known", "stranger", "known", "stranger"]);
    }

    [Fact]
    public void The_share_of_a_network_holds_in_each_lane_by_itself()
    {
        var queue = new HashQueue(capacity: 10, perNetwork: 2);
        Add(queue, "office");
        Add(queue, "office");

        queue.TryAdd(Job("office"), out _).ShouldBeFalse();
        Add(queue, "office", isKnown: true);
        Add(queue, "office", isKnown: true);
        queue.TryAdd(Job("office", isKnown: true), out _).ShouldBeFalse();
    }

    [Fact]
    public void What_was_removed_has_no_turn_and_its_place_is_free()
    {
        var queue = new HashQueue(capacity: 2, perNetwork: 2);
        var gone = Add(queue, "gone");
        Add(queue, "here");

        queue.Remove(gone).ShouldBeTrue();
        queue.Remove(gone).ShouldBeFalse();

        queue.Waiting.ShouldBe(1);
        Add(queue, "next");
        Drain(queue).ShouldBe(["here", "next"]);
        queue.Next().ShouldBeNull();
    }

    private static HashJob Add(HashQueue queue, string network, bool isKnown = false)
    {
        var job = Job(network, isKnown);
        queue.TryAdd(job, out var displaced).ShouldBeTrue();
        displaced.ShouldBeNull();
        return job;
    }

    private static HashJob Job(string network, bool isKnown = false) => new(network, isKnown, new HashTask([], [], 4));

    private static List<string> Drain(HashQueue queue)
    {
        List<string> networks = [];
        while (queue.Next() is { } job)
            networks.Add(job.Network);
        return networks;
    }
}
