using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Optimization;

/// <summary>
/// Stochastic gradient descent with momentum in PyTorch's form: g ← g + decay·p; b ← momentum·b + g; p ← p - rate·b, with b
/// beginning as the first g. Weight decay acts on weights only, unless asked otherwise.
/// </summary>
public sealed class Sgd : IDisposable
{
    private readonly TensorScope _scope;
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly Tensor[] _momenta;
    private readonly float _momentum;
    private readonly float _decay;
    private readonly bool _decayAll;

    /// <summary>Makes the optimizer with all momenta 0.</summary>
    /// <param name="engine">Threads and memory.</param>
    /// <param name="parameters">What is learned.</param>
    /// <param name="momentum">Momentum, in [0, 1).</param>
    /// <param name="weightDecay">Weight decay.</param>
    /// <param name="decayNormAndBias">Whether weight decay also acts on normalization and biases.</param>
    public Sgd(Engine engine, IReadOnlyList<Parameter> parameters, double momentum, double weightDecay, bool decayNormAndBias = false)
    {
        _scope = new TensorScope(engine);
        _parameters = parameters;
        _momenta = [.. parameters.Select(parameter => _scope.Zeros(parameter.Value.Shape))];
        _momentum = (float)momentum;
        _decay = (float)weightDecay;
        _decayAll = decayNormAndBias;
    }

    /// <summary>The momenta, in the order of the parameters; a checkpoint saves them.</summary>
    public IReadOnlyList<Tensor> Momenta => _momenta;

    /// <summary>Updates every parameter the loss depended on.</summary>
    public void Step(Gradients gradients, double learningRate)
    {
        for (int i = 0; i < _momenta.Length; i++)
        {
            Parameter parameter = _parameters[i];
            if (gradients.Find(parameter.Value) is not { } gradient)
            {
                continue;
            }

            float decay = _decayAll || parameter.Role == ParameterRole.Weight ? _decay : 0;
            Update(parameter.Value.Values, gradient.Values, _momenta[i].Values, (float)learningRate, decay);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _scope.Dispose();

    private void Update(Span<float> value, ReadOnlySpan<float> gradient, Span<float> momentum, float rate, float decay)
    {
        for (int i = 0; i < value.Length; i++)
        {
            momentum[i] = (_momentum * momentum[i]) + (gradient[i] + (decay * value[i]));
            value[i] -= rate * momentum[i];
        }
    }
}
