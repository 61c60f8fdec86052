using System.Globalization;
using Auth.Application.Common;
using Auth.Application.Users;
using Auth.Domain.Common;
using Microsoft.AspNetCore.Mvc;

namespace Auth.WebApi.Pages.Admin;

internal sealed class MembersModel(Frame frame) : AuthPage(frame)
{
    private const string NewestFirst = "-createdAt";
    public static readonly string[] OtherSorts = ["createdAt", "username", "-username", "name", "-name"];
    public static readonly string[] OtherLimits = ["50", "100"];

    /// <summary>The columns; those by which the list can be sorted with the order that is meant first.</summary>
    public static readonly (string Name, string? Sort)[] Columns =
    [
        ("username", "username"), ("name", "name"), ("nickname", null), ("email", null), ("phone", null), ("role", null), ("status", null),
        ("joined", NewestFirst), ("last-login", null),
    ];

    [FromQuery]
    public ListUsers List { get; set; } = null!;

    /// <summary>The page of the list; null where the address asks for one that there is not.</summary>
    public Page<UserListItem>? Members { get; private set; }

    public string Caption { get; private set; } = "";

    public bool IsFiltered => List is not { Search: null, Role: null, Status: null };

    public bool IsAlone => !IsFiltered && Members is { Items: [var only], PreviousCursor: null, NextCursor: null } && only.Id == Frame.Account!.Id;

    /// <summary>Whether a search ended its look before it found anybody, and the list goes on.</summary>
    public bool IsUnfinished => Members is { Items: [], NextCursor: not null } && (Members.PreviousCursor is not null || List.Cursor is null);

    public PageLinks Links => PageLinks.Of(List.Cursor, Members!.PreviousCursor, Members.NextCursor, cursor => (List with { Cursor = cursor }).Address());

    /// <summary>The filters that are set, each with the address of the list without it.</summary>
    public IEnumerable<(string Text, string Without)> Filters
    {
        get
        {
            var first = List with { Cursor = null };
            if (List.Search is not null)
                yield return ($"{Texts["members.search"]}: {List.Search}", (first with { Search = null }).Address());
            if (List.Role is not null)
                yield return (Texts[$"role.{List.Role}"], (first with { Role = null }).Address());
            if (List.Status is not null)
                yield return (Texts[$"status.{List.Status}"], (first with { Status = null }).Address());
        }
    }

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    /// <summary>How a column says that the list is sorted by it (<c>aria-sort</c>), and the address of the list sorted by it, or by it the other way round.</summary>
    public (string? State, string Address) Sorting(string sort)
    {
        var current = List.Sort ?? NewestFirst;
        var isCurrent = current.TrimStart('-') == sort.TrimStart('-');
        var next = !isCurrent ? sort : current[0] == '-' ? current[1..] : $"-{current}";
        return (
            !isCurrent ? null : current[0] == '-' ? "descending" : "ascending",
            (List with { Sort = next == NewestFirst ? null : next, Cursor = null }).Address());
    }

    protected override async Task<IActionResult?> LoadAsync()
    {
        var members = await AskAsync(List);
        if (members.Error is { Kind: ErrorKind.Invalid })
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return null;
        }

        if (!members.IsSuccess)
            return await RefuseAsync(members.Error);
        var count = await AskAsync(new CountUsers(List.Search, List.Role, List.Status));
        if (!count.IsSuccess)
            return await RefuseAsync(count.Error);
        Members = members.Value;
        Caption = Describe(count.Value);
        return null;
    }

    private string Describe(CountedUsers counted) => Texts.Format(
        counted switch
        {
            { Precision: Precision.MoreThan } => "members.caption.more",
            { Precision: Precision.About } => "members.caption.about",
            { Count: 1 } => "members.caption.one",
            _ => "members.caption",
        },
        ("count", counted.Count.ToString("N0", CultureInfo.InvariantCulture)),
        ("sort", Texts[$"members.sort.{List.Sort ?? NewestFirst}"]));
}
