using SpikeDistill.Tensors;

namespace SpikeDistill.Metrics;

/// <summary>
/// Adds up how often the logits of a batch are right: their mean over T (TSER Algorithm 1) and every single step, with the
/// cross-entropy of the mean.
/// </summary>
/// <param name="timesteps">T.</param>
/// <param name="state">What was added up before; null for nothing.</param>
internal sealed class AccuracyCounter(int timesteps, AccuracyState? state = null)
{
    private readonly long[] _rightAtStep = state is null ? new long[timesteps] : [.. state.RightAtStep];
    private long _rightOfMean = state?.RightOfMean ?? 0;
    private double _crossEntropy = state?.CrossEntropy ?? 0;

    public int Images { get; private set; } = state?.Images ?? 0;

    public AccuracyState State => new(Images, _rightOfMean, [.. _rightAtStep], _crossEntropy);

    public double Accuracy => Images == 0 ? 0 : (double)_rightOfMean / Images;

    public double Loss => Images == 0 ? 0 : _crossEntropy / Images;

    public IReadOnlyList<double> StepAccuracies => [.. _rightAtStep.Select(right => Images == 0 ? 0 : (double)right / Images)];

    /// <summary>Adds a batch: logits [T, N, classes] and N labels.</summary>
    public void Add(Tensor logits, ReadOnlySpan<int> labels)
    {
        int samples = logits.Shape[1], classes = logits.Shape[2];
        ReadOnlySpan<float> values = logits.Values;
        Span<float> mean = new float[classes];
        for (int n = 0; n < samples; n++)
        {
            mean.Clear();
            for (int t = 0; t < timesteps; t++)
            {
                ReadOnlySpan<float> step = values.Slice(((t * samples) + n) * classes, classes);
                _rightAtStep[t] += Logits.Largest(step) == labels[n] ? 1 : 0;
                for (int c = 0; c < classes; c++)
                {
                    mean[c] += step[c] / timesteps;
                }
            }

            _rightOfMean += Logits.Largest(mean) == labels[n] ? 1 : 0;
            _crossEntropy += Logits.LogSumExp(mean) - mean[labels[n]];
        }

        Images += samples;
    }
}

/// <summary>What <see cref="AccuracyCounter"/> has added up.</summary>
internal sealed record AccuracyState(int Images, long RightOfMean, IReadOnlyList<long> RightAtStep, double CrossEntropy);
