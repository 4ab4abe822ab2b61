using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Tensors.Tests.Neurons;

/// <summary>
/// A neuron with one state variable that learns nothing and is nowhere linear: V = H/2 + H²/8 + I + HI/4, a threshold that rises with channel and
/// step, and a reset H = V − S·(V/2 + 1/4).
/// </summary>
/// <param name="FirstStep">The step the call begins with, for calls that go on from a state.</param>
internal readonly record struct QuadraticNeuron(int FirstStep = 0) : INeuron
{
    public static double ThresholdAt(int step, int channel) => 0.75 + (channel / 64.0) + (step / 16.0);

    public float InitialState(int variable) => 0.125f;

    public TLanes Threshold<TLanes>(in NeuronState<TLanes> charged, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        // 1 in lane i only, for each lane in turn.
        TLanes threshold = TLanes.Create(0);
        for (int lane = 0; lane < TLanes.Count; lane++)
        {
            threshold += TLanes.FromBits(1u << lane) * TLanes.Create((float)ThresholdAt(FirstStep + site.Step, site.Channel + lane));
        }

        return threshold;
    }

    public void ThresholdBackward<TLanes>(ref NeuronState<TLanes> gradient, TLanes thresholdGradient, in NeuronState<TLanes> charged, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
    }

    public void Charge<TLanes>(ref NeuronState<TLanes> state, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes membrane = state.Membrane;
        state.Membrane = (TLanes.Create(0.5f) * membrane) + (TLanes.Create(0.125f) * membrane * membrane) + input + (TLanes.Create(0.25f) * membrane * input);
    }

    public TLanes ChargeBackward<TLanes>(ref NeuronState<TLanes> gradient, in NeuronState<TLanes> before, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes inputGradient = gradient.Membrane * (TLanes.Create(1) + (TLanes.Create(0.25f) * before.Membrane));
        gradient.Membrane *= TLanes.Create(0.5f) + (TLanes.Create(0.25f) * (before.Membrane + input));
        return inputGradient;
    }

    public void Reset<TLanes>(ref NeuronState<TLanes> state, TLanes spike, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => state.Membrane -= spike * ((TLanes.Create(0.5f) * state.Membrane) + TLanes.Create(0.25f));

    public void ResetBackward<TLanes>(ref NeuronState<TLanes> gradient, in NeuronState<TLanes> charged, TLanes spike, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => gradient.Membrane *= TLanes.Create(1) - (TLanes.Create(0.5f) * spike);

    public TLanes ResetBackwardToSpike<TLanes>(TLanes spikeGradient, in NeuronState<TLanes> gradient, in NeuronState<TLanes> charged, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => spikeGradient + (gradient.Membrane * (TLanes.Create(-0.25f) - (TLanes.Create(0.5f) * charged.Membrane)));

    /// <summary>Spikes [T, rows, channels] in double precision, and H after the last step.</summary>
    public static (double[] Spikes, double[] Membrane) Reference(double[] input, int steps, int channels, Func<double, double> fire)
    {
        int neurons = input.Length / steps;
        double[] spikes = new double[input.Length], membrane = [.. Enumerable.Repeat(0.125, neurons)];
        for (int i = 0; i < input.Length; i++)
        {
            int n = i % neurons;
            double h = membrane[n], x = input[i], v = (h / 2) + (h * h / 8) + x + (h * x / 4);
            spikes[i] = fire(v - ThresholdAt(i / neurons, n % channels));
            membrane[n] = v - (spikes[i] * ((v / 2) + 0.25));
        }

        return (spikes, membrane);
    }
}

/// <summary>Slope 1/(1 + x²)^(3/2)/2, the primitive's is (x/√(1 + x²) + 1)/2: smooth, and not one of the toolkit's.</summary>
internal readonly record struct AlgebraicSurrogate : ISurrogate
{
    public TLanes Derivative<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes square = TLanes.Create(1) + (x * x);
        return TLanes.Create(0.5f) / (square * TLanes.Sqrt(square));
    }

    public double Primitive(double x) => ((x / Math.Sqrt(1 + (x * x))) + 1) / 2;
}
