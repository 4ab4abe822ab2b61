using Spectre.Console;
using Spectre.Console.Rendering;

namespace SpikeDistill.Cli.Screen;

/// <summary>How far something is, in one line that fits: what has no room is left out whole, the least important first.</summary>
/// <param name="Name">What it is; cut where it is too long.</param>
/// <param name="Done">Share that is done, 0 to 1; null where it is not known, and no bar is drawn.</param>
/// <param name="Facts">What is known of it, the most important first.</param>
internal sealed record ProgressLine(string Name, double? Done, params IReadOnlyList<string> Facts)
{
    private const int WidestBar = 24, NarrowestBar = 6;
    private const string Gap = "  ", Filled = "━";

    private static readonly Style Bright = new(Color.Green), Dim = new(Color.Grey);

    /// <summary>Where it stands, such as <c>epoch 3/20</c>; goes with the name.</summary>
    public string Stage { get; init; } = "";

    /// <summary>The line.</summary>
    /// <param name="columns">Columns at most.</param>
    public IReadOnlyList<Segment> Render(int columns)
    {
        string percent = Done is { } done ? $"{Gap}{100 * Math.Clamp(done, 0, 1),3:F0}%" : "";
        string stage = Stage.Length > 0 ? " " + Stage : "", name = Fit(Name, columns - percent.Length - stage.Length) + stage;
        int left = columns - name.GetCellWidth() - percent.Length;
        List<string> facts = [];
        foreach (string fact in Facts.Where(fact => fact.Length > 0))
        {
            // The bar has its place before all but the most important.
            int reserved = facts.Count > 0 && Done is not null ? Gap.Length + NarrowestBar : 0;
            if (Gap.Length + fact.GetCellWidth() + reserved > left)
            {
                break;
            }

            facts.Add(Gap + fact);
            left -= Gap.Length + fact.GetCellWidth();
        }

        int bar = Math.Min(WidestBar, left - Gap.Length);
        return Segment.Truncate(
            [new Segment(name), .. Done is { } share && bar >= NarrowestBar ? Bar(share, bar) : [], new Segment(percent + string.Concat(facts))], columns);
    }

    private static IEnumerable<Segment> Bar(double share, int columns)
    {
        int filled = (int)Math.Round(Math.Clamp(share, 0, 1) * columns);
        return [
            new Segment(Gap),
            new Segment(string.Concat(Enumerable.Repeat(Filled, filled)), Bright),
            new Segment(string.Concat(Enumerable.Repeat(Filled, columns - filled)), Dim)];
    }

    private static string Fit(string name, int columns)
    {
        if (name.GetCellWidth() <= Math.Max(0, columns))
        {
            return name;
        }

        if (columns <= 1)
        {
            return "…";
        }

        int length = Math.Min(name.Length, columns - 1);
        while (name[..length].GetCellWidth() > columns - 1)
        {
            length--;
        }

        return name[..length] + "…";
    }
}
