using SpikeDistill.Analysis;
using SpikeDistill.Distillation;
using SpikeDistill.Tensors;

namespace SpikeDistill.Training;

/// <summary>Means over the batches of an epoch.</summary>
internal sealed class EpochTotals(IReadOnlyList<string> termNames, int timesteps)
{
    private readonly AccuracyCounter _accuracy = new(timesteps);
    private readonly double[] _values = new double[termNames.Count];
    private readonly double[] _norms = new double[termNames.Count];
    private int _batches;

    public double Loss => _values.Sum() / Math.Max(1, _batches);

    public double Accuracy => _accuracy.Accuracy;

    public IReadOnlyList<TermValue> LastTerms { get; private set; } = [];

    public IReadOnlyList<TermMetrics> Terms
        => [.. termNames.Select((name, i) => new TermMetrics(name, _values[i] / _batches, _norms[i] / _batches))];

    public void Add(Tensor logits, ReadOnlySpan<int> labels, ObjectiveResult loss)
    {
        _accuracy.Add(logits, labels);
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] += loss.Terms[i].Value;
            _norms[i] += loss.Terms[i].GradientNorm;
        }

        LastTerms = loss.Terms;
        _batches++;
    }
}
