using System.Text.RegularExpressions;

namespace SpikeDistill.Runs;

/// <summary>Names that follow from those of the network by rules, of which the first that fits is taken.</summary>
/// <param name="source">Whose names they are.</param>
/// <param name="rules">Each a pattern of names and what becomes of them; <c>{before}</c> stands for the modules around, <c>{rest}</c> for the tensor.</param>
internal sealed class PatternTable(string source, params (string Pattern, string Replacement)[] rules) : INameTable
{
    private const string Before = "(?<before>(?:.*\\.)?)", Rest = "(?<rest>weight|bias|running_mean|running_var|w)";

    // A file's names may be of any length, and these patterns take time in proportion to it.
    private readonly (Regex Pattern, string Replacement)[] _rules =
    [
        .. rules.Select(rule => (
            new Regex(
                $"^{rule.Pattern.Replace("{before}", Before, StringComparison.Ordinal).Replace("{rest}", Rest, StringComparison.Ordinal)}$",
                RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant),
            rule.Replacement.Replace("{before}", "${before}", StringComparison.Ordinal).Replace("{rest}", "${rest}", StringComparison.Ordinal))),
    ];

    /// <inheritdoc/>
    public string Source => source;

    /// <inheritdoc/>
    public string? Find(string name)
    {
        foreach ((Regex pattern, string replacement) in _rules)
        {
            if (pattern.Match(name) is { Success: true } match)
            {
                return match.Result(replacement);
            }
        }

        return null;
    }
}
