using System.Globalization;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>What a variant changes in the base recipe, key by key, as a comparison writes it: <c>objective.lambda=0.01, network.timesteps=2</c>.</summary>
internal sealed record ChangedSettings(ComparedVariant Variant, IReadOnlyDictionary<string, string> Values)
{
    public static ChangedSettings Of(ComparedVariant variant)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (string[] parts in Assignments(variant.Changes).Select(one => one.Split('=', 2)).Where(parts => parts.Length == 2))
        {
            values[parts[0]] = parts[1];
        }

        return new ChangedSettings(variant, values);
    }

    /// <summary>The number that a key has; null where the variant leaves it as it is, or it is none.</summary>
    public double? Number(string key)
        => Values.TryGetValue(key, out string? text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : null;

    /// <summary>All that is changed besides a key: what is the same along a line over that key.</summary>
    public string Besides(string key)
        => string.Join(", ", Values.Where(one => one.Key != key).OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}"));

    /// <summary>The text at its commas, but not at those of a list.</summary>
    private static IEnumerable<string> Assignments(string text)
    {
        int depth = 0, start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (depth == 0 && text[i] is ',' or ' '))
            {
                if (i > start)
                {
                    yield return text[start..i];
                }

                start = i + 1;
            }
            else
            {
                depth += text[i] is '[' or '{' ? 1 : text[i] is ']' or '}' ? -1 : 0;
            }
        }
    }
}
