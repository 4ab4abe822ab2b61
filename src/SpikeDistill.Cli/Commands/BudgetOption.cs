using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>--budget 60s</c>: a time with its unit.</summary>
internal static class BudgetOption
{
    public static Option<TimeSpan> Create(TimeSpan initial) => new("--budget")
    {
        HelpName = "time",
        Description = "Time to use, such as 60s or 4m; it decides how much is trained (default: 225s).",
        DefaultValueFactory = _ => initial,
        CustomParser = Parse,
    };

    private static TimeSpan Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        double unit = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        if (unit > 0 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value * unit is >= 1 and <= 86_400)
        {
            return TimeSpan.FromSeconds(value * unit);
        }

        result.AddError($"--budget must be a time from 1s to 24h with its unit (s, m or h), such as 60s or 4m, not '{text}'.");
        return default;
    }
}
