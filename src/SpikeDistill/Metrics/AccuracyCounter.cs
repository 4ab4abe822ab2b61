using SpikeDistill.Data;
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
    private readonly double[] _rightAtStep = state is null ? new double[timesteps] : [.. state.RightAtStep];
    private double _rightOfMean = state?.RightOfMean ?? 0;
    private double _crossEntropy = state?.CrossEntropy ?? 0;

    public int Images { get; private set; } = state?.Images ?? 0;

    public AccuracyState State => new(Images, _rightOfMean, [.. _rightAtStep], _crossEntropy);

    public double Accuracy => Images == 0 ? 0 : _rightOfMean / Images;

    public double Loss => Images == 0 ? 0 : _crossEntropy / Images;

    public IReadOnlyList<double> StepAccuracies => [.. _rightAtStep.Select(right => Images == 0 ? 0 : right / Images)];

    /// <summary>
    /// Adds a batch: logits [T, N, classes] and N labels, of which those below 0 are left out; where images are mixed, each label counts by its share.
    /// </summary>
    public void Add(Tensor logits, IReadOnlyList<int> labels, LabelMix? mix = null)
    {
        int samples = logits.Shape[1], classes = logits.Shape[2];
        ReadOnlySpan<float> values = logits.Values;
        Span<float> mean = new float[classes];
        for (int n = 0; n < samples; n++)
        {
            if (labels[n] < 0)
            {
                continue;
            }

            mean.Clear();
            for (int t = 0; t < timesteps; t++)
            {
                ReadOnlySpan<float> step = values.Slice(((t * samples) + n) * classes, classes);
                _rightAtStep[t] += Right(Logits.Largest(step), labels[n], mix, n);
                for (int c = 0; c < classes; c++)
                {
                    mean[c] += step[c] / timesteps;
                }
            }

            _rightOfMean += Right(Logits.Largest(mean), labels[n], mix, n);
            float right = mix is null ? mean[labels[n]] : (mix.Share * mean[labels[n]]) + ((1 - mix.Share) * mean[mix.Others[n]]);
            _crossEntropy += Logits.LogSumExp(mean) - right;
            Images++;
        }
    }

    /// <summary>Adds what another has added up.</summary>
    public void Add(AccuracyState other)
    {
        Images += other.Images;
        _rightOfMean += other.RightOfMean;
        _crossEntropy += other.CrossEntropy;
        for (int t = 0; t < timesteps; t++) _rightAtStep[t] += other.RightAtStep[t];
    }

    private static double Right(int given, int label, LabelMix? mix, int sample)
        => mix is null
            ? (given == label ? 1 : 0)
            : (given == label ? mix.Share : 0) + (given == mix.Others[sample] ? 1 - mix.Share : 0);
}

/// <summary>What <see cref="AccuracyCounter"/> has added up.</summary>
internal sealed record AccuracyState(int Images, double RightOfMean, IReadOnlyList<double> RightAtStep, double CrossEntropy);
