using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>What the numbers of the tables are.</summary>
internal static class ComparisonNotes
{
    public const string OfMeans =
        "images: what the row is measured on, the same for teachers and variants. "
            + "test %: accuracy of the logits averaged over T. step: accuracy of that step's logits alone. gain of averaging: "
            + "the former minus the mean of the latter. spread: best minus worst step. "
        + "NLL, calibration error: of the averaged logits' softmax, the mean negative log-likelihood of the "
            + "labels in nats and the expected calibration error in 15 bins. "
        + "train %: over the last epoch's augmented images, while the weights changed. plain train %: "
            + "over the training images as they are, after the last epoch. "
        + "agreement %: images to which student and teacher give the same class. right where teacher wrong %, copied wrong %: of the images that the "
            + "teacher gets wrong, those that the student gets right, and those to which it gives the teacher's wrong class. ACs, MACs, OPs (ACs at "
                + "firing rate 1, plus MACs) and energy are of one image over T, at 0.9 and 4.6 pJ (45 nm). "
        + "s/batch is the clock's, with whatever else the machine did and less where a teacher's logits came from the cache "
            + "(--cache-limit 0 keeps it out), and the only column that depends on it.";

    /// <summary>What is said of a teacher that is measured on held-out images that it may have been trained on.</summary>
    public static string OfImagesKnown(string teacher)
        => $"teacher {teacher}: it did not hold these images out itself, so it may have been trained on them.";

    /// <summary>What is said of teachers and variants that are no better than guessing.</summary>
    public static IEnumerable<string> OfGuessing(ComparisonSummary summary)
    {
        string guessing = summary.Guessing is { } share ? $"guessing ({Format.Percent(share)} %)" : "";
        foreach (SummaryRow teacher in summary.Teachers.Where(summary.Guesses))
        {
            yield return $"The teacher {teacher.Name} is not better than {guessing}, with {Format.Percent(teacher.Mean!.Value)} % of "
                + $"{Format.Count(teacher.Images!.Value)} images: what its students differ by says nothing of the methods; train it longer or otherwise.";
        }

        if (summary.AllGuess)
        {
            yield return $"No variant is better than {guessing}, so their differences say nothing of the methods; train longer.";
        }
        else if (string.Join(", ", summary.Variants.Where(summary.Guesses).Select(variant => variant.Name)) is { Length: > 0 } names)
        {
            yield return $"Not better than {guessing}: {names}.";
        }
    }

    /// <summary>What is said where accuracies differ by nothing, or by nothing but luck.</summary>
    public static IEnumerable<string> OfChance(ComparisonSummary summary)
    {
        foreach (string note in OfGuessing(summary))
        {
            yield return note;
        }

        if (string.Join(", ", summary.Unmoved) is { Length: > 0 } names)
        {
            yield return $"An interval of no width ({names}) is not certainty: the same difference came out with every seed, as it does where networks "
                + "give all images one class.";
        }
    }

    public static string OfDifferences(int seeds) => seeds < 2
        ? "Each pair is the two runs of one seed: same initial weights, same order of the same views where network and data are "
            + "the same. With one seed no interval exists; a difference may be chance."
        : "Each pair is the two runs of one seed: same initial weights, same order of the same views where network and data "
            + "are the same. 95 % interval: Student's t over the pairs' differences. "
            + "Smallest detectable: the true difference that so many seeds, scattering as these do, would show as "
                + "significant (two-sided, 5 %) four times in five (power 80 %).";
}
