using SpikeDistill.Distillation;
using SpikeDistill.Metrics;

namespace SpikeDistill.Training;

/// <summary>Means over the images of an epoch; its state can be kept and taken up again in the middle of one.</summary>
internal sealed class EpochTotals
{
    private readonly IReadOnlyList<string> _termNames;
    private readonly double[] _values;
    private readonly double[] _norms;
    private readonly double[] _featureNorms;
    private int _batches;
    private double _weight;
    private double _gradientNorms;
    private int _clipped;

    public EpochTotals(IReadOnlyList<string> termNames, int timesteps, EpochTotalsState? state = null)
    {
        _termNames = termNames;
        Right = new AccuracyCounter(timesteps, state?.Accuracy);
        _values = state is null ? new double[termNames.Count] : [.. state.Values];
        _norms = state is null ? new double[termNames.Count] : [.. state.Norms];
        _featureNorms = state?.FeatureNorms is { } kept ? [.. kept] : new double[termNames.Count];
        _batches = state?.Batches ?? 0;
        _weight = state?.Weight ?? _batches;
        _gradientNorms = state?.GradientNorms ?? 0;
        _clipped = state?.Clipped ?? 0;
    }

    public EpochTotalsState State => new(_batches, [.. _values], [.. _norms], Right.State, _gradientNorms, _clipped, [.. _featureNorms], _weight);

    public double Loss => _weight == 0 ? 0 : _values.Sum() / _weight;

    public double Accuracy => Right.Accuracy;

    /// <summary>How often logits are right.</summary>
    public AccuracyCounter Right { get; }

    public IReadOnlyList<TermValue> LastTerms { get; private set; } = [];

    public IReadOnlyList<TermMetrics> Terms
        => [.. _termNames.Select((name, i) => new TermMetrics(name, _values[i] / _weight, _norms[i] / _weight, _featureNorms[i] / _weight))];

    /// <summary>Null where gradients have no limit.</summary>
    public ClippingMetrics? Clipping => _gradientNorms == 0 ? null : new ClippingMetrics(_gradientNorms / _batches, (double)_clipped / _batches);

    /// <summary>Adds a step whose gradients have a limit.</summary>
    public void AddGradientNorm(double norm, bool clipped)
    {
        _gradientNorms += norm;
        _clipped += clipped ? 1 : 0;
    }

    /// <summary>Adds what the terms came to in a step.</summary>
    /// <param name="terms">The terms of the whole batch.</param>
    /// <param name="weight">The batch's share of a full one.</param>
    public void Add(IReadOnlyList<TermValue> terms, double weight)
    {
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] += weight * terms[i].Value;
            _norms[i] += weight * terms[i].GradientNorm;
            _featureNorms[i] += weight * terms[i].FeatureGradientNorm;
        }

        LastTerms = terms;
        _batches++;
        _weight += weight;
    }
}

/// <summary>What <see cref="EpochTotals"/> has added up.</summary>
internal sealed record EpochTotalsState(
    int Batches, IReadOnlyList<double> Values, IReadOnlyList<double> Norms, AccuracyState Accuracy, double GradientNorms = 0, int Clipped = 0,
    IReadOnlyList<double>? FeatureNorms = null, double? Weight = null);
