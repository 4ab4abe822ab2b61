using SpikeDistill.Tensors;

namespace SpikeDistill.Metrics;

/// <summary>
/// The expected calibration error (Guo et al., ICML 2017): Σ_b n_b/N · |accuracy_b - confidence_b| over 15 bins of equal width,
/// where a sample's confidence is the largest probability of the softmax of its mean logits and bin b holds ((b-1)/15, b/15].
/// </summary>
internal sealed class CalibrationCounter
{
    /// <summary>Number of bins.</summary>
    public const int Bins = 15;

    private readonly long[] _right = new long[Bins];
    private readonly double[] _confidence = new double[Bins];
    private long _images;

    /// <summary>The error, 0 to 1.</summary>
    public double Error => _images == 0 ? 0 : _right.Zip(_confidence, (right, confidence) => Math.Abs(right - confidence)).Sum() / _images;

    /// <summary>The bin of a confidence, from 0.</summary>
    public static int BinOf(double confidence) => Math.Clamp((int)Math.Ceiling(confidence * Bins) - 1, 0, Bins - 1);

    /// <summary>Adds a batch: logits averaged over T, [N, classes], and N labels, of which those below 0 are left out.</summary>
    public void Add(Tensor meanLogits, IReadOnlyList<int> labels)
    {
        int classes = meanLogits.Shape[1];
        for (int n = 0; n < labels.Count; n++)
        {
            if (labels[n] < 0)
            {
                continue;
            }

            ReadOnlySpan<float> row = meanLogits.Values.Slice(n * classes, classes);
            int predicted = Logits.Largest(row);
            double confidence = Math.Exp(row[predicted] - Logits.LogSumExp(row));
            int bin = BinOf(confidence);
            _confidence[bin] += confidence;
            _right[bin] += predicted == labels[n] ? 1 : 0;
            _images++;
        }
    }
}
