using System.Globalization;

namespace SpikeDistill.Predictions;

/// <summary>What a network says to images: its logits at every step and their mean, and the classes that these name.</summary>
public sealed class PredictedImages
{
    private readonly float[] _logits;
    private readonly float[] _mean;
    private readonly IReadOnlyList<string> _classNames;

    internal PredictedImages(int timesteps, int count, int classes, IReadOnlyList<string> classNames)
    {
        (Timesteps, Count, Classes, _classNames) = (timesteps, count, classes, classNames);
        _logits = new float[(long)timesteps * count * classes];
        _mean = new float[(long)count * classes];
    }

    /// <summary>The number of images, N.</summary>
    public int Count { get; }

    /// <summary>The number of steps, T.</summary>
    public int Timesteps { get; }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>All logits, [T, N, classes].</summary>
    public ReadOnlyMemory<float> StepLogits => _logits;

    /// <summary>The logits averaged over time, [N, classes].</summary>
    public ReadOnlyMemory<float> MeanLogits => _mean;

    internal Span<float> MutableMean => _mean;

    /// <summary>The logits of an image, averaged over time, [classes].</summary>
    public ReadOnlySpan<float> Logits(int image) => _mean.AsSpan(checked(Checked(image) * Classes), Classes);

    /// <summary>The logits of an image at a step, [classes].</summary>
    public ReadOnlySpan<float> Logits(int image, int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, Timesteps);
        return _logits.AsSpan(checked(((step * Count) + Checked(image)) * Classes), Classes);
    }

    /// <summary>The class of an image by its mean logits.</summary>
    public int Class(int image) => Metrics.Logits.Largest(Logits(image));

    /// <summary>The name of that class; its number where the network does not know names.</summary>
    public string ClassName(int image) => NameOf(Class(image));

    /// <summary>The name of a class; its number where the network does not know names.</summary>
    public string NameOf(int label) => label < _classNames.Count ? _classNames[label] : label.ToString(CultureInfo.InvariantCulture);

    /// <summary>The probability of each class by the image's mean logits, [classes].</summary>
    public double[] Probabilities(int image) => Metrics.Logits.Probabilities(Logits(image));

    /// <summary>The probability of each class by the image's logits at a step, [classes].</summary>
    public double[] Probabilities(int image, int step) => Metrics.Logits.Probabilities(Logits(image, step));

    /// <summary>For example <c>8 images: airplane, cat, cat, ship, ...</c>.</summary>
    public override string ToString()
    {
        const int Shown = 8;
        string more = Count > Shown ? ", ..." : "";
        return $"{Count} image{(Count == 1 ? "" : "s")}: {string.Join(", ", Enumerable.Range(0, Math.Min(Count, Shown)).Select(ClassName))}{more}";
    }

    /// <summary>Takes the logits of some images, [T, count, classes].</summary>
    internal void Take(int first, int count, ReadOnlySpan<float> logits)
    {
        for (int t = 0; t < Timesteps; t++)
        {
            logits.Slice(t * count * Classes, count * Classes).CopyTo(_logits.AsSpan(((t * Count) + first) * Classes));
        }
    }

    private int Checked(int image)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(image);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(image, Count);
        return image;
    }
}
