using SpikeDistill.Tensors;

namespace SpikeDistill.Metrics;

/// <summary>Adds up how often the logits averaged over the first k steps are right, for every k: what stopping early would cost.</summary>
/// <param name="timesteps">T.</param>
internal sealed class PrefixAccuracyCounter(int timesteps)
{
    private readonly long[] _right = new long[timesteps];
    private long _images;

    /// <summary>The accuracies for k = 1 to T, 0 to 1.</summary>
    public IReadOnlyList<double> Accuracies => [.. _right.Select(right => _images == 0 ? 0 : (double)right / _images)];

    /// <summary>Adds a batch: logits [T, N, classes] and N labels, of which those below 0 are left out.</summary>
    public void Add(Tensor logits, IReadOnlyList<int> labels)
    {
        int samples = logits.Shape[1], classes = logits.Shape[2];
        ReadOnlySpan<float> values = logits.Values;
        Span<float> sum = new float[classes];
        for (int n = 0; n < samples; n++)
        {
            if (labels[n] < 0)
            {
                continue;
            }

            sum.Clear();
            for (int t = 0; t < timesteps; t++)
            {
                ReadOnlySpan<float> step = values.Slice(((t * samples) + n) * classes, classes);
                for (int c = 0; c < classes; c++)
                {
                    // Divided first, as the mean over all steps is, so that the last of these is that one to the bit.
                    sum[c] += step[c] / timesteps;
                }

                _right[t] += Logits.Largest(sum) == labels[n] ? 1 : 0;
            }

            _images++;
        }
    }
}
