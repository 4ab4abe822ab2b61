using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace SpikeDistill.Reports.Pages;

/// <summary>Text of runs as HTML.</summary>
internal static class Html
{
    /// <summary>The longest text that is shown; what is longer is cut.</summary>
    private const int Longest = 64 << 10;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The text with everything escaped that means something in HTML, in elements and in attributes.</summary>
    public static string Text(string text) => Encoder.Encode(text.Length <= Longest ? text : text[..Longest] + "…");
}
