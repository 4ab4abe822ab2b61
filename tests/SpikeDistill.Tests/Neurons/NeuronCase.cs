using SpikeDistill.Neurons;
using SpikeDistill.Reference.Neurons;
using SpikeDistill.Surrogates;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Kernels.Spiking;

namespace SpikeDistill.Tests.Neurons;

/// <summary>One setting of neurons, run by the engine and by the double-precision reference.</summary>
internal sealed class NeuronCase(IntegrateAndFireNeuron neuron)
{
    private static readonly Dictionary<ISurrogateFunction, Func<double, double>> Slopes = new()
    {
        [new Sigmoid(4)] = x => 4 / Math.Pow(Math.Exp(2 * x) + Math.Exp(-2 * x), 2),
        [new ATan(2)] = x => 1 / (1 + Math.Pow(Math.PI * x, 2)),
        [new Rectangular(1)] = x => Math.Abs(x) < 0.5 ? 1 : 0,
        [new Triangular(1)] = x => Math.Max(0, 1 - Math.Abs(x)),
        [new PiecewiseQuadratic(1)] = x => Math.Max(0, 1 - Math.Abs(x)),
    };

    public Func<double, double> Slope { get; } = Slopes[neuron.Surrogate];

    public Func<double, double> Primitive { get; } = neuron.Surrogate.Primitive;

    public LifReference Reference { get; } = new()
    {
        TimeConstant = neuron is Lif lif ? lif.TimeConstant : double.PositiveInfinity,
        Threshold = neuron.Threshold,
        ResetValue = neuron.ResetValue,
        SoftReset = neuron.Reset == ResetMode.Soft,
        DecayInput = neuron is Lif { DecayInput: true },
        DetachReset = neuron.DetachReset,
    };

    public static double Step(double x) => x >= 0 ? 1 : 0;

    /// <summary>Every neuron, reset, detachment, input decay and surrogate, with a time constant and a reset value that are no special case.</summary>
    public static IEnumerable<IntegrateAndFireNeuron> All()
        => from surrogate in Slopes.Keys
           from reset in Enum.GetValues<ResetMode>()
           from detach in new[] { false, true }
           from neuron in new IntegrateAndFireNeuron[] { new Lif { TimeConstant = 2.5f }, new Lif { TimeConstant = 2.5f, DecayInput = false }, new If() }
           select neuron with { Surrogate = surrogate, Reset = reset, DetachReset = detach, ResetValue = -0.25f, Threshold = 0.75f };

    /// <summary>Runs the engine's operation with test hooks.</summary>
    public Tensor Fire(Tape tape, Tensor input, FireHooks? hooks)
    {
        return (neuron with { Options = neuron.Options with { Hooks = hooks } }).Activation().Fire(tape, input);
    }

    /// <summary>
    /// Inputs [T, neurons] drawn so that under <paramref name="fire"/> no potential comes within <paramref name="margin"/>
    /// of the threshold or of a corner of the surrogate, where single and double precision may disagree for good reason.
    /// </summary>
    public float[] DrawInputs(int seed, int steps, int neurons, Func<double, double> fire, double margin)
    {
        Random random = new(seed);
        double[] ties = [0, -0.5, 0.5, -1, 1];
        float[] inputs = new float[steps * neurons];
        for (int n = 0; n < neurons; n++)
        {
            double[] one;
            do
            {
                one = [.. Enumerable.Range(0, steps).Select(_ => (double)(float)((random.NextDouble() * 4) - 1))];
            }
            while (Reference.Forward(one, fire).Charged.Any(v => ties.Any(tie => Math.Abs(v - Reference.Threshold - tie) < margin)));
            for (int t = 0; t < steps; t++)
            {
                inputs[(t * neurons) + n] = (float)one[t];
            }
        }

        return inputs;
    }

    /// <summary>The values of one neuron over time.</summary>
    public static double[] Column(float[] values, int neuron, int neurons)
        => [.. Enumerable.Range(0, values.Length / neurons).Select(t => (double)values[(t * neurons) + neuron])];
}
