using System.Net.Http.Json;
using System.Text.Json;

namespace Auth.FaultTests.Harness;

/// <summary>From when to when the database could not be used, by the clock of the load.</summary>
internal sealed record Outage(TimeSpan Began, TimeSpan Returned);

/// <summary>What has to hold when the database could not be used under load.</summary>
internal static class Outages
{
    private const double SlowestAnswer = 15;
    private const double SlowestLive = 1.5;

    /// <summary>Nothing acknowledged is lost or undone, nothing is there twice or by halves, no token has two successors, and the trail has no break.</summary>
    public static async Task AddAftermathAsync(this Figures figures, Scene scene, Load load)
    {
        var kept = (await scene.ListAsync("SELECT username FROM users")).ToHashSet(StringComparer.Ordinal);
        figures.None("acknowledged registrations lost", [.. load.Registered.Select(r => r.Username).Concat(load.FoundRegistered).Where(name => !kept.Contains(name))], load.Registered.Count);
        figures.None("doubled or half", await scene.ListAsync(
            """
            SELECT u.username FROM users u
            WHERE (SELECT COUNT(*) FROM audit_events a WHERE a.subject_id = u.id AND a.type = 'user_registered') <> 1
                OR (SELECT COUNT(*) FROM credentials c WHERE c.user_id = u.id) <> 1
                OR (SELECT COUNT(*) FROM consents c WHERE c.user_id = u.id) <> 1
            """), kept.Count);
        figures.None("acknowledged rotations undone", [.. load.Wrong, .. await UndoneAsync(scene, load)], load.Rotations);
        figures.None("tokens with two successors", [.. load.Families.Where(f => f.WithTwoSuccessors > 0).Select(f => f.Current)], load.Rotations);
        figures.None("breaks of the audit trail", await scene.BreaksOfTheTrailAsync(), (int)await scene.CountAsync("SELECT COUNT(*) FROM audit_events"));
    }

    /// <summary>How the service answered meanwhile, and how soon it served again.</summary>
    public static void AddAnswers(this Figures figures, Load load, IReadOnlyList<Outage> outages, double firstWithin, double readyWithin = 10)
    {
        var errors = load.Answers.Where(a => a.IsError).ToList();
        errors.ShouldNotBeEmpty("the fault was not felt");
        figures.AtMost("first registration after its return", outages.Max(o => load.Registered.Where(r => r.At > o.Returned).Min(r => r.At - o.Returned).TotalSeconds), firstWithin, " s");
        figures.AtMost("last error after its return", outages.Max(o => LastErrorAfter(errors, o, outages)), firstWithin, " s");
        figures.AtLeast("errors that are 503 with Retry-After", 100.0 * errors.Count(a => a.IsPutOff) / errors.Count, 95, " %");
        figures.None("errors but 503", [.. errors.Where(a => a.Status is not (503 or 0)).Select(a => a.ToString())], errors.Count);
        figures.AddProbes(load);
        figures.AtMost("not ready after", outages.Max(o => (load.Ready.First(r => r.At > o.Began && r.Status == 503).At - o.Began).TotalSeconds), 6, " s");
        figures.AtMost("ready again after", outages.Max(o => (load.Ready.First(r => r.At > o.Returned && r.Status == 200).At - o.Returned).TotalSeconds), readyWithin, " s");
    }

    /// <summary>Nobody waits for long, and the process is live all the time.</summary>
    public static void AddProbes(this Figures figures, Load load)
    {
        var slowest = load.Answers.MaxBy(a => a.Took)!;
        figures.AtMost($"slowest answer ({slowest.Call})", slowest.Took.TotalSeconds, SlowestAnswer, " s");
        figures.None("live without 200", [.. load.Live.Where(a => a.Status != 200).Select(a => a.ToString())], load.Live.Count);
        figures.AtMost("slowest live", load.Live.Max(a => a.Took.TotalSeconds), SlowestLive, " s");
    }

    private static double LastErrorAfter(IEnumerable<Answer> errors, Outage outage, IEnumerable<Outage> outages)
    {
        var next = outages.Where(o => o.Began > outage.Began).Select(o => o.Began).DefaultIfEmpty(TimeSpan.MaxValue).Min();
        return errors.Where(a => a.At > outage.Returned && a.At < next).Select(a => (a.At - outage.Returned).TotalSeconds).DefaultIfEmpty(0).Max();
    }

    /// <summary>The newest token of each session has to be good, and the one before it spent.</summary>
    private static async Task<List<string>> UndoneAsync(Scene scene, Load load)
    {
        List<string> undone = [];
        foreach (var family in load.Families.Where(f => !f.HasEnded && f.Spent is not null))
        {
            var (status, code) = await RefreshAsync(scene, family.Current);
            if (status != 200 && !(family.OutcomeIsUnknown && code == "refresh_token_reused"))
                undone.Add($"the newest token: {status} {code}");
            (status, code) = await RefreshAsync(scene, family.Spent!);
            if (status != 401)
                undone.Add($"a spent token: {status} {code}");
        }

        return undone;
    }

    private static async Task<(int Status, string Code)> RefreshAsync(Scene scene, string refreshToken)
    {
        using var response = await scene.Client.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken });
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        return ((int)response.StatusCode, body.TryGetProperty("code", out var code) ? code.GetString()! : "");
    }
}
