namespace SpikeDistill.Options;

/// <summary>
/// A recipe, or a value given in place of one of its own, that cannot be used. The message names the place, what is wrong and what is
/// possible.
/// </summary>
public sealed class RecipeException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">The place, what is wrong, what is possible.</param>
    public RecipeException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="RecipeException(string)"/>
    /// <param name="message">The place, what is wrong, what is possible.</param>
    /// <param name="cause">What made it so.</param>
    public RecipeException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>Whether the recipe's file is not there.</summary>
    public bool IsMissingFile { get; internal init; }
}
