using Auth.BrowserTests.Browser;
using Microsoft.Playwright;

namespace Auth.BrowserTests.Pages;

public sealed class MembersPage(Tab tab) : AnyPage(tab)
{
    public ILocator Rows => Main.Locator("tbody tr");

    public ILocator Caption => Main.Locator("caption");

    public ILocator FindButton => Submit("search");

    /// <summary>First, previous and next, where there is something to go to.</summary>
    public ILocator Paging(string rel) => Main.Locator($"nav.paging a[rel={rel}]");

    public ILocator SortLink(string sort) => Main.Locator($"th a[href*='sort={sort}']");

    public ILocator ClearFilters => Main.Locator(".chips a.clear");

    public ILocator Row(string username) => Rows.Filter(new() { Has = Page.Locator("th", new() { HasTextString = username }) });

    public static async Task<MembersPage> OpenAsync(Tab tab, string query = "")
    {
        await tab.GoToAsync($"/admin/users{query}");
        return new(tab);
    }

    public Task<string[]> UsernamesAsync() => Rows.Locator("th").EvaluateAllAsync<string[]>("cells => cells.map(cell => cell.innerText.trim())");

    public async Task SearchAsync(string text)
    {
        await Field("search").FillAsync(text);
        await Tab.LeaveByAsync(FindButton);
    }

    public async Task FilterAsync(string field, string value)
    {
        await Field(field).Control.SelectOptionAsync(value);
        await Tab.LeaveByAsync(FindButton);
    }

    public async Task<MemberPage> OpenMemberAsync(string username)
    {
        await Tab.LeaveByAsync(Row(username).Locator("th a"));
        return new(Tab);
    }
}

public sealed class MemberPage(Tab tab) : AnyPage(tab)
{
    public ILocator SuspendButton => Act("suspend");

    public ILocator RestoreButton => Act("restore");

    public ILocator UndoButton => Notice.Locator("button");

    public ILocator RoleButton => Act("role");

    public ILocator WithdrawLink => Main.Locator(".apart a");

    public ILocator BackLink => Main.Locator("a.back");

    public static async Task<MemberPage> OpenAsync(Tab tab, Guid id)
    {
        await tab.GoToAsync($"/admin/users/{id}");
        return new(tab);
    }

    private ILocator Act(string act) => Main.Locator($".acts button[name=act][value='{act}']");
}

public sealed class EditMemberPage(Tab tab) : AnyPage(tab)
{
    public ILocator Button => Submit("nickname");

    public static async Task<EditMemberPage> OpenAsync(Tab tab, Guid id)
    {
        await tab.GoToAsync($"/admin/users/{id}/edit");
        return new(tab);
    }
}

public sealed class WithdrawMemberPage(Tab tab) : AnyPage(tab)
{
    public ILocator Button => Submit("typedUsername");

    public static async Task<WithdrawMemberPage> OpenAsync(Tab tab, Guid id)
    {
        await tab.GoToAsync($"/admin/users/{id}/withdraw");
        return new(tab);
    }

    public async Task SubmitAsync(string username)
    {
        await Field("typedUsername").FillAsync(username);
        await Tab.LeaveByAsync(Button);
    }
}

public sealed class AuditPage(Tab tab) : AnyPage(tab)
{
    public ILocator Rows => Main.Locator("tbody tr");

    public static async Task<AuditPage> OpenAsync(Tab tab, string query = "")
    {
        await tab.GoToAsync($"/admin/audit{query}");
        return new(tab);
    }
}
