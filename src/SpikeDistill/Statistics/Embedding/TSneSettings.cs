namespace SpikeDistill.Statistics.Embedding;

/// <summary>How t-SNE draws a map. The defaults are those of scikit-learn's <c>TSNE</c> with <c>init="pca"</c>.</summary>
public sealed record TSneSettings
{
    /// <summary>Above this angle a cell that holds a point itself could be taken for one far away.</summary>
    internal const double LargestAngle = 0.7;

    /// <summary>How many neighbors count about for each point: 2 to the entropy of its affinities. At least 1, below the number of points.</summary>
    public double Perplexity { get; init; } = 30;

    /// <summary>Steps of gradient descent in all, at least 1.</summary>
    public int Iterations { get; init; } = 1000;

    /// <summary>By what affinities are multiplied at first, so that clusters find together; at least 1.</summary>
    public double EarlyExaggeration { get; init; } = 12;

    /// <summary>Steps that exaggerate; those with the momentum 0.5, which is 0.8 afterwards.</summary>
    public int ExaggeratedIterations { get; init; } = 250;

    /// <summary>The step's length; null is max(points / <see cref="EarlyExaggeration"/> / 4, 50) (Belkina et al., 2019).</summary>
    public double? LearningRate { get; init; }

    /// <summary>A cell is one point where its width is below this share of its distance (θ of Barnes and Hut); from 0, exact, to 0.7.</summary>
    public double Angle { get; init; } = 0.5;

    /// <summary>Threads to use, at least 1. The result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    internal void Check(int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 4);
        ArgumentOutOfRangeException.ThrowIfLessThan(Iterations, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(ExaggeratedIterations);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        if (!(Perplexity >= 1 && Perplexity < points - 1))
        {
            throw new ArgumentException(
                $"A perplexity of {Perplexity} needs more than {points} points: it is at least 1 and below the number of neighbors, {points - 1}.");
        }

        if (!(EarlyExaggeration >= 1 && double.IsFinite(EarlyExaggeration)))
        {
            throw new ArgumentException($"The early exaggeration is at least 1, not {EarlyExaggeration}.");
        }

        if (LearningRate is { } rate && !(rate > 0 && double.IsFinite(rate)))
        {
            throw new ArgumentException($"The learning rate is above 0, not {rate}.");
        }

        if (!(Angle is >= 0 and <= LargestAngle))
        {
            throw new ArgumentException($"The angle is from 0 to {LargestAngle}, not {Angle}.");
        }
    }
}
