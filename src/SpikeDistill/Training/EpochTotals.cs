using SpikeDistill.Distillation;
using SpikeDistill.Metrics;
using SpikeDistill.Tensors;

namespace SpikeDistill.Training;

/// <summary>Means over the batches of an epoch; its state can be kept and taken up again in the middle of one.</summary>
internal sealed class EpochTotals
{
    private readonly IReadOnlyList<string> _termNames;
    private readonly AccuracyCounter _accuracy;
    private readonly double[] _values;
    private readonly double[] _norms;
    private readonly double[] _featureNorms;
    private int _batches;
    private double _gradientNorms;
    private int _clipped;

    public EpochTotals(IReadOnlyList<string> termNames, int timesteps, EpochTotalsState? state = null)
    {
        _termNames = termNames;
        _accuracy = new AccuracyCounter(timesteps, state?.Accuracy);
        _values = state is null ? new double[termNames.Count] : [.. state.Values];
        _norms = state is null ? new double[termNames.Count] : [.. state.Norms];
        _featureNorms = state?.FeatureNorms is { } kept ? [.. kept] : new double[termNames.Count];
        _batches = state?.Batches ?? 0;
        _gradientNorms = state?.GradientNorms ?? 0;
        _clipped = state?.Clipped ?? 0;
    }

    public EpochTotalsState State => new(_batches, [.. _values], [.. _norms], _accuracy.State, _gradientNorms, _clipped, [.. _featureNorms]);

    public double Loss => _values.Sum() / Math.Max(1, _batches);

    public double Accuracy => _accuracy.Accuracy;

    public IReadOnlyList<TermValue> LastTerms { get; private set; } = [];

    public IReadOnlyList<TermMetrics> Terms
        => [.. _termNames.Select((name, i) => new TermMetrics(name, _values[i] / _batches, _norms[i] / _batches, _featureNorms[i] / _batches))];

    /// <summary>Null where gradients have no limit.</summary>
    public ClippingMetrics? Clipping => _gradientNorms == 0 ? null : new ClippingMetrics(_gradientNorms / _batches, (double)_clipped / _batches);

    /// <summary>Adds a step whose gradients have a limit.</summary>
    public void AddGradientNorm(double norm, bool clipped)
    {
        _gradientNorms += norm;
        _clipped += clipped ? 1 : 0;
    }

    public void Add(Tensor logits, ReadOnlySpan<int> labels, ObjectiveResult loss)
    {
        _accuracy.Add(logits, labels);
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] += loss.Terms[i].Value;
            _norms[i] += loss.Terms[i].GradientNorm;
            _featureNorms[i] += loss.Terms[i].FeatureGradientNorm;
        }

        LastTerms = loss.Terms;
        _batches++;
    }
}

/// <summary>What <see cref="EpochTotals"/> has added up.</summary>
internal sealed record EpochTotalsState(
    int Batches, IReadOnlyList<double> Values, IReadOnlyList<double> Norms, AccuracyState Accuracy, double GradientNorms = 0, int Clipped = 0,
    IReadOnlyList<double>? FeatureNorms = null);
