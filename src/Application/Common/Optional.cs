namespace Auth.Application.Common;

/// <summary>A field of a change: absent (nothing changes), null (it is cleared) or a value.</summary>
public readonly record struct Optional<T>(T? Value, bool IsPresent = true) : IOptional
{
    public static implicit operator Optional<T>(T? value) => new(value);

    public T? Or(T? current) => IsPresent ? Value : current;
}

/// <summary>Lets the edge recognise an <see cref="Optional{T}"/> without knowing its type.</summary>
public interface IOptional
{
    bool IsPresent { get; }
}
