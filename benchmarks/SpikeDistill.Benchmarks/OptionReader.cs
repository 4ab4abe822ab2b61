using System.Globalization;

namespace SpikeDistill.Benchmarks;

/// <summary>Walks the arguments of a command: option by option, each with its value where it has one.</summary>
internal sealed class OptionReader(string[] arguments, string usage)
{
    private int _at = -1;

    public string Option => arguments[_at];

    public bool Next() => ++_at < arguments.Length;

    public string Text() => ++_at < arguments.Length
        ? arguments[_at]
        : throw new ArgumentException($"{arguments[_at - 1]} needs a value. Usage: {usage}");

    public int Count(int least = 1)
    {
        string option = Option, text = Text();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least
            ? value
            : throw new ArgumentException($"{option} needs a whole number of at least {least}, not '{text}'. Usage: {usage}");
    }

    public double Number(double least, double most)
    {
        string option = Option, text = Text();
        return double.TryParse(text, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most
            ? value
            : throw new ArgumentException($"{option} needs a number from {least} to {most}, not '{text}'. Usage: {usage}");
    }

    public ArgumentException Unknown() => new($"Unknown option {Option}. Usage: {usage}");
}
