using System.Text;
using System.Text.RegularExpressions;
using SpikeDistill.Interop;

namespace SpikeDistill.Cli.Inspection;

/// <summary>Tells a recipe from weights by its first lines.</summary>
internal static partial class RecipeText
{
    /// <summary>The first key of a recipe or a comparison in a file; null where its beginning is no text of keys, or of others.</summary>
    public static string? KeyOf(string file)
    {
        if (FileKinds.Of(file) != FileKind.Unknown)
        {
            return null;
        }

        try
        {
            byte[] start = new byte[4096];
            using Stream stream = DiskFile.OpenRead(file);
            string text = Encoding.UTF8.GetString(start, 0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
            return text.AsSpan().ContainsAnyInRange('\0', '\b') ? null : Key().Match(text) is { Success: true } match ? match.Groups["key"].Value : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex(
        @"^(?<key>name|base|data|network|neuron|objective|teacher|training|init|seed|seeds|variants|grid|nodes):(\s|$)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key();
}
