namespace Auth.WebApi.Common;

/// <summary>
/// Why an administrator opens somebody's data. It may say something of that person, so it travels in a header, which is in no log and no history, and not in the
/// address; percent-encoded UTF-8, since headers are ASCII.
/// </summary>
internal static class AuditReason
{
    public const string Header = "X-Audit-Reason";

    public static string? Read(string? header) => string.IsNullOrWhiteSpace(header) ? null : Uri.UnescapeDataString(header);
}
