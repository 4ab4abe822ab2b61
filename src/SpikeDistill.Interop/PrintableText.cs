using System.Globalization;

namespace SpikeDistill.Interop;

/// <summary>Texts of files in messages.</summary>
internal static class PrintableText
{
    /// <summary>With a question mark for all that ends a line, steers a terminal or turns the direction of writing.</summary>
    public static string Printable(this string text) => string.Concat(text.Select(letter => char.GetUnicodeCategory(letter)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? '?' : letter));
}
