using System.CommandLine;
using System.Globalization;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Data;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>--mean R,G,B --std R,G,B</c>: the constants that a network's images were normalized with, where they are not those of its data set.</summary>
internal sealed class NormalizationOptions
{
    /// <summary>How messages name the two.</summary>
    public const string Names = "--mean and --std";

    private const string MeanName = "--mean";
    private const string DeviationName = "--std";

    private readonly Option<float[]?> _mean = Numbers(MeanName, "The mean of each channel its images were normalized with, such as 0.4914,0.4822,0.4465");
    private readonly Option<float[]?> _deviation = Numbers(DeviationName, "The standard deviation of each channel, such as 0.2470,0.2435,0.2616");

    public void AddTo(Command command)
    {
        command.Add(_mean);
        command.Add(_deviation);
    }

    /// <summary>The constants that were given; null where none were.</summary>
    /// <exception cref="InputException">One of the two alone, of different lengths, or on another scale than that where white is 1.</exception>
    public PixelNormalization? Value(ParseResult parsed)
    {
        (float[]? mean, float[]? deviation) = (Given(parsed, _mean), Given(parsed, _deviation));
        if (mean is null || deviation is null)
        {
            return mean is null && deviation is null
                ? null
                : throw new InputException($"{Names} belong together; add {(mean is null ? MeanName : DeviationName)}.");
        }

        if (mean.Length != deviation.Length)
        {
            throw new InputException($"{Names} give {mean.Length} and {deviation.Length} values; give one of each for every channel.");
        }

        Check(MeanName, mean, value => value is >= 0 and <= 1, "between 0 and 1");
        Check(DeviationName, deviation, value => value is > 0 and <= 1, "above 0 and at most 1");
        return new PixelNormalization(mean, deviation);
    }

    // An option that takes an array gives an empty one where it is left out.
    private static float[]? Given(ParseResult parsed, Option<float[]?> option) => parsed.GetValue(option) is { Length: > 0 } values ? values : null;

    private static void Check(string name, float[] values, Func<float, bool> isPossible, string expected)
    {
        if (values.All(isPossible))
        {
            return;
        }

        string advice = values.All(value => value is >= 0 and <= 255)
            ? $" These look like pixels from 0 to 255: divide by 255, which gives {Text(values.Select(value => value / 255))}."
            : "";
        throw new InputException($"{name} must be {expected} in every channel, on the scale where white is 1, not {Text(values)}.{advice}");
    }

    private static string Text(IEnumerable<float> values)
        => string.Join(',', values.Select(value => value.ToString("0.######", CultureInfo.InvariantCulture)));

    private static Option<float[]?> Numbers(string name, string description) => new(name)
    {
        HelpName = "R,G,B",
        Description = $"{description}; one value for grey (default: the data set's).",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            List<float> numbers = [];
            foreach (string word in text.Split(','))
            {
                if (!float.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) || !float.IsFinite(number))
                {
                    result.AddError($"{name} must be numbers with commas between them, such as 0.5,0.5,0.5, not '{text}'.");
                    return null;
                }

                numbers.Add(number);
            }

            return [.. numbers];
        },
    };
}
