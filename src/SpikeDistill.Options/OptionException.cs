namespace SpikeDistill.Options;

/// <summary>An option whose value does not go with the others; a recipe's error points at it.</summary>
/// <param name="option">The option's name in recipes.</param>
/// <param name="problem">What is wrong, going on behind the name: <c>is 1 and must lie below 'threshold', 1.</c>.</param>
public sealed class OptionException(string option, string problem) : ArgumentException($"'{option}' {problem}")
{
    /// <summary>The option's name in recipes.</summary>
    public string Option { get; } = option;

    /// <summary>What is wrong, going on behind the name.</summary>
    public string Problem { get; } = problem;
}
