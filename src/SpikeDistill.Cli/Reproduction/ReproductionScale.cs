namespace SpikeDistill.Cli.Reproduction;

/// <summary>How large an entry is run.</summary>
internal static class ReproductionScale
{
    /// <summary>All of it in about ten minutes on two cores.</summary>
    public const string Minutes = "minutes";

    /// <summary>A night on two cores.</summary>
    public const string Hours = "hours";

    /// <summary>The paper's own settings.</summary>
    public const string Paper = "paper";

    public static IReadOnlyList<string> All { get; } = [Minutes, Hours, Paper];
}
