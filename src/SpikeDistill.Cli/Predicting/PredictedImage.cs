using SpikeDistill.Predictions;

namespace SpikeDistill.Cli.Predicting;

/// <summary>What a network says to one image: the probability of each class, by the mean logits and at each step.</summary>
/// <param name="Input">The file, or the image's place in an array.</param>
/// <param name="Mean">[classes].</param>
/// <param name="Steps">[T][classes].</param>
/// <param name="NameOf">The name of a class.</param>
internal sealed record PredictedImage(string Input, double[] Mean, double[][] Steps, Func<int, string> NameOf)
{
    private const int Named = 5;

    public static PredictedImage Of(PredictedImages batch, int image, string input)
        => new(
            input,
            batch.Probabilities(image),
            [.. Enumerable.Range(0, batch.Timesteps).Select(step => batch.Probabilities(image, step))],
            batch.NameOf);

    public string ClassName => NameOf(Largest(Mean));

    public double Probability => Mean[Largest(Mean)];

    /// <summary>For example <c>tench 61 %</c>.</summary>
    public static string Words(double[] probabilities, Func<int, string> nameOf)
        => Largest(probabilities) is var label ? FormattableString.Invariant($"{nameOf(label)} {100 * probabilities[label]:F0} %") : "";

    public object Json() => new
    {
        Event = "prediction",
        Input,
        Class = ClassName,
        Label = Largest(Mean),
        Probability,
        Steps = Steps.Select(step => new { Class = NameOf(Largest(step)), Probability = step.Max() }),
        Likeliest = Mean.Index().OrderByDescending(one => one.Item).Take(Named).Select(one => new { Class = NameOf(one.Index), Probability = one.Item }),
    };

    /// <summary>Lines of a CSV file: the mean and each step, with all probabilities.</summary>
    public IEnumerable<string> Csv()
    {
        foreach ((string step, double[] all) in Steps.Index().Select(step => ($"{step.Index + 1}", step.Item)).Prepend(("mean", Mean)))
        {
            string numbers = string.Join(',', all.Select(one => one.ToString("R", System.Globalization.CultureInfo.InvariantCulture)));
            yield return $"{CsvText.Cell(Input)},{step},{CsvText.Cell(NameOf(Largest(all)))},{numbers}";
        }
    }

    /// <summary>The first line of a CSV file.</summary>
    public static string CsvHead(int classes, Func<int, string> nameOf)
        => $"input,step,class,{string.Join(',', Enumerable.Range(0, classes).Select(label => CsvText.Cell(nameOf(label))))}";

    private static int Largest(double[] probabilities) => Array.IndexOf(probabilities, probabilities.Max());
}
