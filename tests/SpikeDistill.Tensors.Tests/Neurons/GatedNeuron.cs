using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Tensors.Tests.Neurons;

/// <summary>
/// A neuron with everything the contract offers: four state variables (a potential V, a current J, an adaptation A and a slow potential F)
/// and six learned coefficients of every extent. Charge: J ← αJ + gI; V ← βV + J − F/4; F ← F/2 + V/8; A ← ¾A. It fires at
/// V ≥ θ + κA. Reset: V ← V − S·(ρV + ⅛); A ← A + S/2.
/// </summary>
internal readonly record struct GatedNeuron : INeuron
{
    public const int ParameterCount = 6;

    private const int Alpha = 0, Beta = 1, Gain = 2, Threshold0 = 3, Kappa = 4, Rho = 5;

    private static readonly float[] Start = [0.125f, -0.25f, 0.0625f, 0.5f];

    public static IReadOnlyList<string> StateNames => ["membrane", "current", "adaptation", "slow"];

    public static int StateCount => 4;

    public IReadOnlyList<NeuronCoefficient> Coefficients =>
    [
        new("alpha", CoefficientExtent.Channel, 0) { Map = CoefficientMap.Sigmoid },
        new("beta", CoefficientExtent.Layer, 1) { Map = CoefficientMap.Sigmoid },
        new("gain", CoefficientExtent.StepAndChannel, 1),
        new("threshold", CoefficientExtent.Step, 0.5f),
        new("kappa", CoefficientExtent.Channel, 0.25f),
        new("rho", CoefficientExtent.Layer, 0) { Map = CoefficientMap.Sigmoid },
    ];

    public float InitialState(int variable) => Start[variable];

    public void Charge<TLanes>(ref NeuronState<TLanes> state, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        state.Second = (site.Coefficient<TLanes>(Alpha) * state.Second) + (site.Coefficient<TLanes>(Gain) * input);
        state.Membrane = (site.Coefficient<TLanes>(Beta) * state.Membrane) + state.Second - (TLanes.Create(0.25f) * state.Fourth);
        state.Fourth = (TLanes.Create(0.5f) * state.Fourth) + (TLanes.Create(0.125f) * state.Membrane);
        state.Third *= TLanes.Create(0.75f);
    }

    public TLanes ChargeBackward<TLanes>(ref NeuronState<TLanes> gradient, in NeuronState<TLanes> before, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes membrane = gradient.Membrane + (TLanes.Create(0.125f) * gradient.Fourth), current = gradient.Second + membrane;
        site.AddGradient(Alpha, current * before.Second);
        site.AddGradient(Beta, membrane * before.Membrane);
        site.AddGradient(Gain, current * input);
        gradient.Membrane = membrane * site.Coefficient<TLanes>(Beta);
        gradient.Second = current * site.Coefficient<TLanes>(Alpha);
        gradient.Third *= TLanes.Create(0.75f);
        gradient.Fourth = (TLanes.Create(0.5f) * gradient.Fourth) - (TLanes.Create(0.25f) * membrane);
        return current * site.Coefficient<TLanes>(Gain);
    }

    public TLanes Threshold<TLanes>(in NeuronState<TLanes> charged, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => site.Coefficient<TLanes>(Threshold0) + (site.Coefficient<TLanes>(Kappa) * charged.Third);

    public void ThresholdBackward<TLanes>(ref NeuronState<TLanes> gradient, TLanes thresholdGradient, in NeuronState<TLanes> charged, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        site.AddGradient(Threshold0, thresholdGradient);
        site.AddGradient(Kappa, thresholdGradient * charged.Third);
        gradient.Third += thresholdGradient * site.Coefficient<TLanes>(Kappa);
    }

    public void Reset<TLanes>(ref NeuronState<TLanes> state, TLanes spike, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        state.Membrane -= spike * ((site.Coefficient<TLanes>(Rho) * state.Membrane) + TLanes.Create(0.125f));
        state.Third += TLanes.Create(0.5f) * spike;
    }

    public void ResetBackward<TLanes>(ref NeuronState<TLanes> gradient, in NeuronState<TLanes> charged, TLanes spike, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        site.AddGradient(Rho, TLanes.Create(0) - (gradient.Membrane * spike * charged.Membrane));
        gradient.Membrane *= TLanes.Create(1) - (spike * site.Coefficient<TLanes>(Rho));
    }

    public TLanes ResetBackwardToSpike<TLanes>(TLanes spikeGradient, in NeuronState<TLanes> gradient, in NeuronState<TLanes> charged, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes taken = (site.Coefficient<TLanes>(Rho) * charged.Membrane) + TLanes.Create(0.125f);
        return spikeGradient + (TLanes.Create(0.5f) * gradient.Third) - (gradient.Membrane * taken);
    }

    /// <summary>The shapes of the parameters.</summary>
    public static Shape[] Shapes(int steps, int channels) => [.. default(GatedNeuron).Coefficients.Select(one => one.ParameterShape(channels, steps))];

    /// <summary>Spikes [T, rows, channels] in double precision, and the states after the last step.</summary>
    /// <param name="x">The input, then the parameters.</param>
    /// <param name="steps">T.</param>
    /// <param name="channels">The last axis.</param>
    /// <param name="fire">From V − threshold to S.</param>
    /// <param name="resetSpikes">Spikes that the reset sees in place of S.</param>
    public static (double[] Spikes, double[][] States) Reference(
        double[][] x, int steps, int channels, Func<double, double> fire, double[]? resetSpikes = null)
    {
        double[] input = x[0];
        int neurons = input.Length / steps;
        double[] spikes = new double[input.Length];
        double[][] states = [.. Start.Select(start => Enumerable.Repeat((double)start, neurons).ToArray())];
        for (int i = 0; i < input.Length; i++)
        {
            int n = i % neurons, c = n % channels, t = i / neurons;
            double alpha = Sigmoid(x[1][c]), beta = Sigmoid(x[2][0]), gain = x[3][(t * channels) + c], rho = Sigmoid(x[6][0]);
            double j = (alpha * states[1][n]) + (gain * input[i]);
            double v = (beta * states[0][n]) + j - (states[3][n] / 4);
            double a = 0.75 * states[2][n];
            spikes[i] = fire(v - (x[4][t] + (x[5][c] * a)));
            double s = resetSpikes?[i] ?? spikes[i];
            states[3][n] = (states[3][n] / 2) + (v / 8);
            states[0][n] = v - (s * ((rho * v) + 0.125));
            states[1][n] = j;
            states[2][n] = a + (s / 2);
        }

        return (spikes, states);

        static double Sigmoid(double w) => 1 / (1 + Math.Exp(-w));
    }
}
