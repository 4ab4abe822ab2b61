namespace SpikeDistill.Reference.Neurons;

/// <summary>
/// One leaky integrate-and-fire neuron in double precision, as its equations are printed. An infinite time constant gives
/// integrate-and-fire.
/// </summary>
public sealed record LifReference
{
    public double TimeConstant { get; init; } = 2;

    public double Threshold { get; init; } = 1;

    public double ResetValue { get; init; }

    public bool SoftReset { get; init; }

    public bool DecayInput { get; init; } = true;

    public bool DetachReset { get; init; }

    /// <summary>The charged potentials V and the spikes S of every step.</summary>
    /// <param name="input">I(1) … I(T).</param>
    /// <param name="fire">S from V − threshold: the step function, or something smooth.</param>
    /// <param name="resetSpikes">Spikes the reset sees in place of S.</param>
    public (double[] Charged, double[] Spikes) Forward(double[] input, Func<double, double> fire, double[]? resetSpikes = null)
    {
        double[] charged = new double[input.Length], spikes = new double[input.Length];
        double h = ResetValue;
        for (int t = 0; t < input.Length; t++)
        {
            double v = DecayInput
                ? h + ((input[t] - (h - ResetValue)) / TimeConstant)
                : h - ((h - ResetValue) / TimeConstant) + input[t];
            charged[t] = v;
            spikes[t] = fire(v - Threshold);
            double s = resetSpikes?[t] ?? spikes[t];
            h = SoftReset ? v - (Threshold * s) : (v * (1 - s)) + (ResetValue * s);
        }

        return (charged, spikes);
    }

    /// <summary>The gradient to the input by back-propagation through time, from the potentials and spikes of <see cref="Forward"/>.</summary>
    public double[] Backward(double[] charged, double[] spikes, double[] spikeGradient, Func<double, double> slope)
    {
        double decay = 1 - (1 / TimeConstant), gain = DecayInput ? 1 / TimeConstant : 1;
        double[] inputGradient = new double[charged.Length];
        double dh = 0;
        for (int t = charged.Length - 1; t >= 0; t--)
        {
            double v = charged[t], s = spikes[t];
            double throughReset = SoftReset ? -Threshold : ResetValue - v;
            double ds = spikeGradient[t] + (DetachReset ? 0 : dh * throughReset);
            double dv = (dh * (SoftReset ? 1 : 1 - s)) + (ds * slope(v - Threshold));
            inputGradient[t] = gain * dv;
            dh = decay * dv;
        }

        return inputGradient;
    }

    /// <summary>The gradient to the input of Σ spikeGradient·S, by central differences, S being a smooth function of V.</summary>
    public double[] FiniteDifferences(double[] input, double[] spikeGradient, Func<double, double> fire, double step)
    {
        // A detached reset takes its spikes for constants.
        double[]? resetSpikes = DetachReset ? Forward(input, fire).Spikes : null;
        double[] gradient = new double[input.Length];
        for (int t = 0; t < input.Length; t++)
        {
            gradient[t] = (Loss(step) - Loss(-step)) / (2 * step);

            double Loss(double change)
            {
                double[] moved = [.. input];
                moved[t] += change;
                return Forward(moved, fire, resetSpikes).Spikes.Zip(spikeGradient, (s, g) => s * g).Sum();
            }
        }

        return gradient;
    }
}
