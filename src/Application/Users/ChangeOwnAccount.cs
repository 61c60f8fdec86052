using Auth.Application.Common;
using Auth.Domain.Common;
using Auth.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Auth.Application.Users;

/// <summary>
/// Changes one's own profile. Refused with <c>validation_failed</c> (also where an optional detail is set that no consent covers), <c>email_taken</c>, <c>changed_meanwhile</c>,
/// <c>too_many_requests</c> for too many addresses that were taken or, for the email address, by which somebody may come back one day, <c>reauthentication_required</c>.
/// </summary>
[AllowedTo(Caller.SignedIn)]
public sealed record ChangeOwnAccount : ProfileChange, ICommand<UserAnswer>
{
    /// <summary><c>true</c> gives the consent that optional details need; <c>false</c> takes it back and erases them all.</summary>
    public bool? ConsentToOptionalData { get; init; }
}

internal sealed class ChangeOwnAccountValidator(TimeProvider clock) : ProfileChangeValidator<ChangeOwnAccount>(clock);

internal sealed class ChangeOwnAccountHandler(IUsersDb db, IBudgets budgets, RequestContext context, IOptions<ConsentDocuments> documents, TimeProvider clock)
    : IHandler<ChangeOwnAccount, UserAnswer>
{
    public async Task<Result<UserAnswer>> Handle(ChangeOwnAccount request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var user = await db.Users.WithConsents().SingleOrDefaultAsync(u => u.Id == context.SignedIn.UserId, cancellationToken);
        if (user is null)
            return CommonErrors.NotFound;
        if (request.HasMissed(user))
            return UserErrors.ChangedMeanwhile;

        var profile = request.ApplyTo(user.Profile);
        if (profile.Email is { } email && email != user.Email)
        {
            if (!context.SignedIn.HasRecentPassword(now))
                return CommonErrors.ReauthenticationRequired;
            if (await Taken.FindAsync(db, budgets, null, email, cancellationToken) is { } taken)
                return taken;
        }

        if (request.ConsentToOptionalData == false)
        {
            user.WithdrawOptionalConsent(now);
            profile = profile.WithoutOptionalData();
        }
        else if (request.ConsentToOptionalData == true)
        {
            user.GiveConsent(documents.Value.Given(ConsentPurpose.OptionalData, context), now);
        }

        return user.ChangeProfile(profile, now) is { } refusal ? refusal : UserAnswer.From(user);
    }
}
