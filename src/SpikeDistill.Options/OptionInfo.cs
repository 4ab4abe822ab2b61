namespace SpikeDistill.Options;

/// <summary>What is known of an option: what help, completion, documentation and checks read.</summary>
/// <param name="Name">Its name in recipes.</param>
/// <param name="Expected">What is possible, completing "must be ...".</param>
/// <param name="Default">What holds where it is left out, as a recipe writes it; null where nothing does.</param>
/// <param name="Help">What it means, in a sentence or two; units where it has some.</param>
public sealed record OptionInfo(string Name, string Expected, string? Default, string Help)
{
    /// <summary>The range of a number; null for what is none, or has none.</summary>
    public Bounds? Bounds { get; init; }

    /// <summary>The words that are possible, where it is one of several.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}
