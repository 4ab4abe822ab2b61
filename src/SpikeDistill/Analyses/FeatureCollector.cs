using System.Runtime.InteropServices;
using SpikeDistill.Statistics.Embedding;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Analyses;

/// <summary>Collects the last stage's features of images, averaged over steps and pixels: one number a channel, what a classifier reads.</summary>
/// <param name="most">Images that are collected.</param>
internal sealed class FeatureCollector(int most)
{
    private const int Fewest = 8, Bins = 40, Neighbors = 10;
    private const double UsualPerplexity = 30;

    private readonly List<float> _values = [];
    private readonly List<int> _labels = [];

    /// <summary>Images that were collected.</summary>
    public int Images => _labels.Count;

    /// <summary>Their features, [images, features].</summary>
    public ReadOnlySpan<float> Values => CollectionsMarshal.AsSpan(_values);

    /// <summary>How often which value occurs; null where nothing was collected.</summary>
    public FeatureHistogram? Histogram
    {
        get
        {
            if (_values.Count == 0)
            {
                return null;
            }

            double low = _values.Min(), high = _values.Max(), width = high > low ? (high - low) / Bins : 1;
            long[] counts = new long[Bins];
            foreach (float value in _values)
            {
                counts[Math.Clamp((int)((value - low) / width), 0, Bins - 1)]++;
            }

            return new FeatureHistogram(low, low + (width * Bins), counts);
        }
    }

    /// <summary>Adds a batch, while there is room.</summary>
    /// <param name="tape">Where the batch lives.</param>
    /// <param name="stages">The stages' features, [T, N, H, W, C].</param>
    /// <param name="labels">N labels.</param>
    public void Add(Tape tape, IReadOnlyList<Tensor> stages, ReadOnlySpan<int> labels)
    {
        int room = Math.Min(most - _labels.Count, labels.Length);
        if (stages.Count == 0 || room <= 0)
        {
            return;
        }

        Tensor mean = tape.MeanOverTime(tape.Widen(stages[^1]));
        Tensor pooled = tape.GlobalAveragePool(mean);
        _values.AddRange(pooled.Values[..(room * pooled.Shape[^1])]);
        _labels.AddRange(labels[..room]);
    }

    /// <summary>The features on a plane; null where there are too few, or some are no numbers.</summary>
    public FeatureEmbedding? Embedding(CancellationToken token)
    {
        float[] points = [.. _values];
        if (_labels.Count < Fewest || !Array.TrueForAll(points, float.IsFinite))
        {
            return null;
        }

        TSneSettings settings = new() { Perplexity = Math.Min(UsualPerplexity, (_labels.Count - 1) / 3.0) };
        TSneMap map = TSne.Draw(points, _labels.Count, settings, token: token);
        return new FeatureEmbedding(
            [.. _labels.Select((label, place) => new EmbeddedImage(map.Positions[2 * place], map.Positions[(2 * place) + 1], label))],
            map.Divergence,
            settings.Perplexity,
            map.Iterations,
            points.Length / _labels.Count)
        {
            Neighbors = Neighbors,
            NeighborsInFeatures = OwnClass(points),
            NeighborsOnPlane = OwnClass([.. map.Positions.Select(position => (float)position)]),
        };

        double OwnClass(float[] rows)
            => NeighborClasses.Share(rows, [.. _labels], Neighbors, settings.Threads, token);
    }
}
