namespace SpikeDistill.Options;

/// <summary>The range of a number: written once, read by whoever checks the number or tells what it can be.</summary>
public sealed record Bounds
{
    /// <summary>The smallest number that is possible; null for none.</summary>
    public double? Least { get; init; }

    /// <summary>A number that all possible ones are above; null for none.</summary>
    public double? Above { get; init; }

    /// <summary>The largest number that is possible; null for none.</summary>
    public double? Most { get; init; }

    /// <summary>A number that all possible ones are below; null for none.</summary>
    public double? Below { get; init; }

    /// <summary>Whether a number lies within, and is one that networks can compute with: in single precision.</summary>
    public bool Contain(double value)
        => IsRepresentable(value) && !(value < Least) && !(value <= Above) && !(value > Most) && !(value >= Below);

    /// <summary>Whether single precision has a number, which has neither NaN nor infinity.</summary>
    internal static bool IsRepresentable(double value) => Math.Abs(value) <= float.MaxValue;

    /// <summary>What is possible in words, such as <c>a number of at least 0 and below 1</c>.</summary>
    /// <param name="noun">What is bounded, such as <c>number</c>.</param>
    internal string Describe(string noun) => this switch
    {
        { Least: { } least, Most: { } most } => $"a {noun} from {least} to {most}",
        { Least: null, Above: null, Most: null, Below: null } => noun == "number" ? "a finite number" : $"a {noun}",
        _ => $"a {noun} {string.Join(" and ", Parts())}",
    };

    private IEnumerable<string> Parts()
    {
        if (Least is { } least)
        {
            yield return $"of at least {least}";
        }

        if (Above is { } above)
        {
            yield return $"above {above}";
        }

        if (Most is { } most)
        {
            yield return $"at most {most}";
        }

        if (Below is { } below)
        {
            yield return $"below {below}";
        }
    }
}
