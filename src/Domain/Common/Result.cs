using System.Diagnostics.CodeAnalysis;

namespace Auth.Domain.Common;

/// <summary>The outcome of something that can be refused: a value or an <see cref="Common.Error"/>, never both.</summary>
public sealed class Result<T>
{
    private readonly T? value;

    private Result(T? value, Error? error)
    {
        this.value = value;
        Error = error;
    }

    public Error? Error { get; }

    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Error is null;

    /// <summary>The value of a success. Throws <see cref="InvalidOperationException"/> on a refusal: asking was a bug.</summary>
    public T Value => IsSuccess ? value! : throw new InvalidOperationException($"A refusal ({Error.Code}) has no value.");

    internal static Result<T> Of(T value) => new(value, null);

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Error error) => new(default, error);
}

/// <summary>The answer of a use case that has nothing to say but that it was done.</summary>
public readonly record struct Done;

public static class Result
{
    /// <summary>A success whose value is of an interface type, for which C# has no implicit conversion.</summary>
    public static Result<T> Of<T>(T value) => Result<T>.Of(value);
}
