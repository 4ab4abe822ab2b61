using SpikeDistill.Metrics;
using SpikeDistill.Tensors;

namespace SpikeDistill.Analyses;

/// <summary>Adds up what a network answers: which class for which, how surely, and where it is wrong most surely.</summary>
/// <param name="classes">The number of classes.</param>
/// <param name="errors">Errors that are kept.</param>
internal sealed class AnswerCounter(int classes, int errors)
{
    private readonly int[][] _confusion = [.. Enumerable.Range(0, classes).Select(_ => new int[classes])];
    private readonly int[] _images = new int[CalibrationCounter.Bins];
    private readonly int[] _right = new int[CalibrationCounter.Bins];
    private readonly double[] _confidence = new double[CalibrationCounter.Bins];
    private readonly List<SureError> _errors = [];

    public IReadOnlyList<IReadOnlyList<int>> Confusion => _confusion;

    public IReadOnlyList<ReliabilityBin> Reliability
        => [.. _images.Select((images, bin) => images == 0
            ? new ReliabilityBin(0, null, null)
            : new ReliabilityBin(images, _confidence[bin] / images, (double)_right[bin] / images))];

    public IReadOnlyList<SureError> SureErrors => _errors;

    /// <summary>Adds a batch.</summary>
    /// <param name="meanLogits">[N, classes], averaged over T.</param>
    /// <param name="labels">N labels, of which those below 0 are left out.</param>
    /// <param name="picture">The image of a number.</param>
    public void Add(Tensor meanLogits, IReadOnlyList<int> labels, Func<int, Picture> picture)
    {
        for (int n = 0; n < labels.Count; n++)
        {
            if (labels[n] < 0)
            {
                continue;
            }

            ReadOnlySpan<float> row = meanLogits.Values.Slice(n * classes, classes);
            int given = Logits.Largest(row);
            double confidence = Math.Exp(row[given] - Logits.LogSumExp(row));
            int bin = CalibrationCounter.BinOf(confidence);
            _confusion[labels[n]][given]++;
            _images[bin]++;
            _right[bin] += given == labels[n] ? 1 : 0;
            _confidence[bin] += confidence;
            if (given != labels[n])
            {
                Keep(n, labels[n], given, confidence, picture);
            }
        }
    }

    /// <summary>Keeps an error in its place among the surest; of equally sure ones the first comes first.</summary>
    private void Keep(int image, int label, int given, double confidence, Func<int, Picture> picture)
    {
        int place = _errors.FindIndex(error => error.Confidence < confidence);
        place = place < 0 ? _errors.Count : place;
        if (place < errors)
        {
            _errors.Insert(place, new SureError(picture(image), label, given, confidence));
            _errors.RemoveRange(Math.Min(errors, _errors.Count), Math.Max(0, _errors.Count - errors));
        }
    }
}
