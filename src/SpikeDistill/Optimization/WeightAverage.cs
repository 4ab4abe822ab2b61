using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Tensors;

namespace SpikeDistill.Optimization;

/// <summary>
/// An exponential moving average of a network's weights and running statistics (Polyak and Juditsky 1992; Tarvainen and Valpola, NeurIPS
/// 2017): after each step a ← d·a + (1 - d)·w, beginning as the initial weights. It wraps the optimizer, so that what it holds is saved and
/// restored with what the optimizer remembers.
/// </summary>
public sealed class WeightAverage : IOptimizer
{
    private readonly IOptimizer _inner;
    private readonly TensorScope _scope;
    private readonly (string Name, Tensor Value)[] _values;
    private readonly Tensor[] _averages;
    private readonly ParameterPiece[][] _tasks;
    private readonly float _decay;

    /// <summary>Begins with the network's weights as they are.</summary>
    /// <param name="inner">Moves the weights; disposed with this.</param>
    /// <param name="network">Whose weights they are.</param>
    /// <param name="decay">d, in [0, 1): how much of the average is kept at a step.</param>
    public WeightAverage(IOptimizer inner, Network network, double decay)
    {
        ArgumentNullException.ThrowIfNull(network);
        (_inner, _scope, _decay) = (inner, new TensorScope(network.Engine), (float)decay);
        _values = [.. network.Named];
        _averages = [.. _values.Select(one => _scope.From(one.Value.Values, one.Value.Shape))];
        _tasks = ParameterPiece.Tasks([.. _averages]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<OptimizerTensor> State
        => [.. _inner.State, .. _averages.Select((average, i) => new OptimizerTensor($"{StoredPrefixes.Optimizer}average.{_values[i].Name}", average))];

    /// <inheritdoc/>
    public void Step(Gradients gradients, double learningRate, double gradientScale = 1)
    {
        _inner.Step(gradients, learningRate, gradientScale);
        _scope.Engine.Workers.For(_tasks.Length, (task, _) =>
        {
            foreach ((int i, int start, int length) in _tasks[task])
            {
                // a + (1 - d)·(w - a), so that what stands still stays where it is.
                Span<float> average = _averages[i].Values.Slice(start, length);
                ReadOnlySpan<float> value = _values[i].Value.Values.Slice(start, length);
                for (int k = 0; k < average.Length; k++) average[k] += (1 - _decay) * (value[k] - average[k]);
            }
        });
    }

    /// <summary>Puts the average in the network's place, and the network's weights in the average's; a second time puts both back.</summary>
    public void Exchange()
    {
        for (int i = 0; i < _averages.Length; i++)
        {
            Span<float> average = _averages[i].Values, value = _values[i].Value.Values;
            for (int k = 0; k < average.Length; k++) (average[k], value[k]) = (value[k], average[k]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scope.Dispose();
        _inner.Dispose();
    }
}
