using Spectre.Console;

namespace SpikeDistill.Cli.Screen;

/// <summary>A column of a <see cref="ScreenTable"/>.</summary>
/// <param name="Title">What stands over it.</param>
/// <param name="Importance">Which columns stay where not all fit: those with more. The first column always stays.</param>
internal sealed record ScreenColumn(string Title, int Importance = 0)
{
    public Justify Alignment { get; init; } = Justify.Right;

    /// <summary>Whether its cells are prose, broken between words into the room that is left.</summary>
    public bool IsProse { get; init; }

    public static ScreenColumn Text(string title, int importance = 0) => new(title, importance) { Alignment = Justify.Left };

    public static ScreenColumn Prose(string title, int importance = 0) => new(title, importance) { Alignment = Justify.Left, IsProse = true };
}
