using System.ComponentModel.DataAnnotations;
using Auth.Application.Common;
using Auth.Domain.Users;

namespace Auth.Application.Users;

/// <summary>The versions of the consent texts that are shown now; the ledger notes which one somebody agreed to.</summary>
public sealed class ConsentDocuments
{
    public const string Section = "Auth:Consents";

    [Required, MaxLength(Consent.DocumentVersionMaxLength)]
    public string PersonalDataVersion { get; set; } = "1";

    [Required, MaxLength(Consent.DocumentVersionMaxLength)]
    public string OptionalDataVersion { get; set; } = "1";

    public ConsentGiven Given(ConsentPurpose purpose, RequestContext context) =>
        new(purpose, purpose == ConsentPurpose.PersonalData ? PersonalDataVersion : OptionalDataVersion, context.Language, context.Channel);
}
