using System.Globalization;
using System.Linq.Expressions;
using Auth.Domain.Users;

namespace Auth.Application.Users;

#pragma warning disable CA1309 // Not compared here: the comparison becomes SQL, under the collation of the column.
/// <summary>An order of the list of members. Ties are broken by id, so no row is lost or shown twice.</summary>
internal abstract class UserOrder(string name)
{
    public const string Default = "-createdAt";

    public static readonly IReadOnlyDictionary<string, UserOrder> All = new UserOrder[]
    {
        new By<DateTimeOffset>("-createdAt", null, u => u.CreatedAt, u => Instant(u.CreatedAt), (key, id) =>
        {
            var at = Instant(key);
            return u => u.CreatedAt < at || (u.CreatedAt == at && u.Id < id);
        }),
        new By<DateTimeOffset>("createdAt", null, u => u.CreatedAt, u => Instant(u.CreatedAt), (key, id) =>
        {
            var at = Instant(key);
            return u => u.CreatedAt > at || (u.CreatedAt == at && u.Id > id);
        }),
        new By<Username>("username", UserField.Username, u => u.Username, u => u.Username.Value, (key, _) =>
        {
            var username = Username.FromStored(key);
            return u => u.Username > username;
        }),
        new By<Username>("-username", UserField.Username, u => u.Username, u => u.Username.Value, (key, _) =>
        {
            var username = Username.FromStored(key);
            return u => u.Username < username;
        }),
        new By<string>("name", UserField.Name, u => u.Name, u => u.Name, (key, id) => u => string.Compare(u.Name, key) > 0 || (u.Name == key && u.Id > id)),
        new By<string>("-name", UserField.Name, u => u.Name, u => u.Name, (key, id) => u => string.Compare(u.Name, key) < 0 || (u.Name == key && u.Id < id)),
    }.ToDictionary(order => order.Name);

    public string Name => name;

    public UserOrder Opposite => All[IsDescending ? name[1..] : $"-{name}"];

    /// <summary>The field that a search looks into and this order sorts by, if it is one.</summary>
    public abstract UserField? Field { get; }

    protected bool IsDescending => name[0] == '-';

    public abstract IOrderedQueryable<User> Sort(IQueryable<User> users);

    /// <summary>
    /// Sorts what a search found in one field. That it matches is true of each of them; sorted by it first, no index gives the order. So the database
    /// cannot choose to read through all members in order until it has met enough that match, who may be the last of them.
    /// </summary>
    public abstract IOrderedQueryable<User> SortFound(IQueryable<User> users, Expression<Func<User, bool>> match);

    /// <summary>Those that come after the row with these keys; all where there are no keys.</summary>
    public abstract IQueryable<User> After(string[] keys, IQueryable<User> users);

    public abstract string[] KeysOf(User user);

    private static string Instant(DateTimeOffset at) => at.UtcTicks.ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Instant(string key) => new(long.Parse(key, CultureInfo.InvariantCulture), TimeSpan.Zero);

    private sealed class By<TKey>(
        string name, UserField? field, Expression<Func<User, TKey>> key, Func<User, string> text, Func<string, UserId, Expression<Func<User, bool>>> after) : UserOrder(name)
    {
        /// <summary>Usernames are. Sorted by the id besides, their index would not serve the order.</summary>
        private bool IsUnique => Field == UserField.Username;

        public override UserField? Field { get; } = field;

        public override IOrderedQueryable<User> Sort(IQueryable<User> users) => Tie(IsDescending ? users.OrderByDescending(key) : users.OrderBy(key));

        public override IOrderedQueryable<User> SortFound(IQueryable<User> users, Expression<Func<User, bool>> match) =>
            Tie(IsDescending ? users.OrderBy(match).ThenByDescending(key) : users.OrderBy(match).ThenBy(key));

        public override IQueryable<User> After(string[] keys, IQueryable<User> users) =>
            keys is [var last, var id] ? users.Where(after(last, new UserId(Guid.ParseExact(id, "N")))) : users;

        public override string[] KeysOf(User user) => [text(user), user.Id.Value.ToString("N")];

        private IOrderedQueryable<User> Tie(IOrderedQueryable<User> users) =>
            IsUnique ? users : IsDescending ? users.ThenByDescending(u => u.Id) : users.ThenBy(u => u.Id);
    }
}
