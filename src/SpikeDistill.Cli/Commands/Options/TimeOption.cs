using System.CommandLine;
using TimeText = SpikeDistill.Options.TimeText;

namespace SpikeDistill.Cli.Commands;

/// <summary>An option that takes a time, such as <c>--budget 60s</c>.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it is for; the default is said behind it.</param>
/// <param name="least">The shortest that is possible.</param>
/// <param name="initial">The default.</param>
internal sealed class TimeOption(string name, string description, TimeSpan least, TimeSpan initial)
{
    private static readonly TimeSpan Most = TimeSpan.FromDays(1);

    private readonly Option<TimeSpan?> _option = new(name)
    {
        HelpName = "time",
        Description = $"{description} (default: {TimeText.Of(initial)}).",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (TimeText.Read(text) is { } time && time >= least && time <= Most)
            {
                return time;
            }

            result.AddError($"{name} must be a time from {TimeText.Of(least)} to {TimeText.Of(Most)}, such as 30s, 4m or 1h30m, not '{text}'.");
            return null;
        },
    };

    public void AddTo(Command command) => command.Add(_option);

    public TimeSpan Value(ParseResult parsed) => parsed.GetValue(_option) ?? initial;
}
