namespace SpikeDistill.Reports.Charts;

/// <summary>Texts of runs that have no bound of their own.</summary>
internal static class Shortened
{
    /// <summary>Characters of a name, a sentence or two, and a caption.</summary>
    public const int Name = 160, Text = 2000, Caption = 6000;

    /// <summary>The text, cut where it is longer.</summary>
    public static string Of(string text, int longest) => text.Length <= longest ? text : text[..longest] + "…";
}
