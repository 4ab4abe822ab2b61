using SpikeDistill.Networks;
using SpikeDistill.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace SpikeDistill.Optimization;

/// <summary>The gradients of a batch that goes through the network in parts: those of all parts but the last, until the last takes them up.</summary>
internal sealed class GradientSum : IDisposable
{
    private readonly TensorScope _scope;
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly Tensor[] _sums;
    private readonly bool[] _begun;

    public GradientSum(Engine engine, IReadOnlyList<Parameter> parameters)
    {
        _scope = new TensorScope(engine);
        _parameters = parameters;
        _sums = [.. parameters.Select(parameter => _scope.Zeros(parameter.Value.Shape))];
        _begun = new bool[parameters.Count];
    }

    /// <summary>Adds the gradients of a part.</summary>
    public void Take(Gradients gradients)
    {
        Tensor?[] found = [.. _parameters.Select(parameter => gradients.Find(parameter.Value))];
        _scope.Engine.Workers.For(found.Length, (i, _) =>
        {
            if (found[i] is { } gradient && _begun[i])
            {
                TensorPrimitives.Add(_sums[i].Values, gradient.Values, _sums[i].Values);
            }
            else if (found[i] is { } first)
            {
                first.Values.CopyTo(_sums[i].Values);
            }

            _begun[i] |= found[i] is not null;
        });
    }

    /// <summary>Adds what was taken to the gradients of the last part, and begins anew.</summary>
    public void GiveTo(Gradients gradients)
    {
        for (int i = 0; i < _sums.Length; i++)
        {
            if (_begun[i]) gradients.Add(_parameters[i].Value, _sums[i]);
            _begun[i] = false;
        }
    }

    public void Dispose() => _scope.Dispose();
}
