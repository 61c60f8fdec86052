using Auth.Application.Audit;
using Auth.Application.Common;
using Auth.Application.Users;
using Auth.Domain.Common;
using Auth.Domain.Users;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Pages.Admin;

internal sealed class AuditModel(Frame frame) : AuthPage(frame)
{
    private IReadOnlyDictionary<UserId, string> usernames = new Dictionary<UserId, string>();

    [FromQuery]
    public ListAuditEvents List { get; set; } = null!;

    /// <summary>The page of the trail; null where the address asks for one that there is not.</summary>
    public Page<AuditEventAnswer>? Events { get; private set; }

    public bool IsFiltered => List is not { UserId: null, Type: null };

    public IEnumerable<(string Type, string Text)> Types => AuditEventTypes.All.Select(t => (t, Texts[$"event.{t}"])).OrderBy(t => t.Item2, StringComparer.Ordinal);

    public PageLinks Links => PageLinks.Of(List.Cursor, Events!.PreviousCursor, Events.NextCursor, cursor => (List with { Cursor = cursor }).Address());

    /// <summary>The filters that are set, each with the address of the trail without it.</summary>
    public IEnumerable<(string Text, string Without)> Filters
    {
        get
        {
            var first = List with { Cursor = null };
            if (UserId.TryParse(List.UserId, null, out var id))
                yield return (NameOf(id) ?? Gone(id), (first with { UserId = null }).Address());
            if (List.Type is not null)
                yield return (Texts.Find($"event.{List.Type}") ?? List.Type, (first with { Type = null }).Address());
        }
    }

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public string? NameOf(UserId id) => usernames.GetValueOrDefault(id);

    /// <summary>Somebody of whom nothing is left but the end of the id, by which their lines can be told from others'.</summary>
    public string Gone(UserId id) => $"{Texts["audit.withdrawn"]} …{id.ToString()[^8..]}";

    /// <summary>The address of the trail of one member, with the other filters as they are.</summary>
    public string TrailOf(UserId id) => (List with { UserId = id.ToString(), Cursor = null }).Address();

    protected override async Task<IActionResult?> LoadAsync()
    {
        var events = await AskAsync(List);
        if (events.Error is { Kind: ErrorKind.Invalid })
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return null;
        }

        if (!events.IsSuccess)
            return await RefuseAsync(events.Error);
        var people = events.Value.Items.SelectMany(e => new[] { e.ActorId, e.SubjectId }).OfType<UserId>();
        if (UserId.TryParse(List.UserId, null, out var filtered))
            people = people.Append(filtered);
        var names = await AskAsync(new ListUsernames([.. people.Distinct()]));
        if (!names.IsSuccess)
            return await RefuseAsync(names.Error);
        (Events, usernames) = (events.Value, names.Value);
        return null;
    }
}
