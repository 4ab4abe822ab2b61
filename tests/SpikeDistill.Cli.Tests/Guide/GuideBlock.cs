using System.Text.RegularExpressions;

namespace SpikeDistill.Cli.Tests.Guide;

/// <summary>A fenced block of a page.</summary>
/// <param name="Page">The file.</param>
/// <param name="Language">What stands behind the fence: nothing for commands, yaml, text for output.</param>
/// <param name="Text">What stands between the fences.</param>
internal sealed partial record GuideBlock(string Page, string Language, string Text)
{
    public string[] Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static IEnumerable<GuideBlock> Read(string page) =>
        Fence().Matches(File.ReadAllText(page)).Select(match => new GuideBlock(page, match.Groups["language"].Value, match.Groups["text"].Value));

    [GeneratedRegex(
        @"^```(?<language>\w*)\n(?<text>.*?)^```$",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fence();
}
