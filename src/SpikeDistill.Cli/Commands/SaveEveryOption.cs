using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>--save-every 30</c>: seconds between two savings within an epoch.</summary>
internal static class SaveEveryOption
{
    private const double Most = 86_400;

    public static Option<TimeSpan> Create() => new("--save-every")
    {
        HelpName = "seconds",
        Description = "Save the state so often within an epoch, that being what a crash can cost; 0 for after every batch (default: 60).",
        DefaultValueFactory = _ => TimeSpan.FromMinutes(1),
        CustomParser = Parse,
    };

    private static TimeSpan Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds <= Most)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        result.AddError($"--save-every must be a number of seconds from 0 to {Most:F0}, not '{text}'.");
        return default;
    }
}
