using Auth.Application.Audit;
using Auth.Application.Users;

namespace Auth.WebApi.Pages.Admin;

/// <summary>
/// The addresses of the lists with their filters, so that a list can be kept, shared and gone back to. What is not set does not stand in them. The pages of one
/// member carry the filters of the list they were opened from.
/// </summary>
internal static class ListAddress
{
    public const string Members = "/admin/users";
    public const string Trail = "/admin/audit";

    public static string Address(this ListUsers list, string page = Members) => Of(
        page, ("search", list.Search), ("role", list.Role), ("status", list.Status), ("sort", list.Sort), ("limit", list.Limit), ("cursor", list.Cursor));

    public static string Address(this ListAuditEvents list) =>
        Of(Trail, ("userId", list.UserId), ("type", list.Type), ("limit", list.Limit), ("cursor", list.Cursor));

    private static string Of(string page, params (string Name, string? Value)[] parameters) =>
        page + QueryString.Create(parameters.Where(p => p.Value is not null).Select(p => KeyValuePair.Create(p.Name, p.Value)));
}

/// <summary>Where the first page of a list and its neighbours are; null where there is none.</summary>
internal sealed record PageLinks(string? First, string? Previous, string? Next)
{
    public static PageLinks Of(string? cursor, string? previous, string? next, Func<string?, string> address) => new(
        cursor is null ? null : address(null), previous is null ? null : address(previous), next is null ? null : address(next));
}
