namespace SpikeDistill.Reference.Neurons;

/// <summary>One gated leaky integrate-and-fire neuron in double precision, as its equation is printed.</summary>
public static class GlifReference
{
    /// <summary>The parameters in their order: alpha, beta, gamma, tau, Vth, leak, reVth, conduct.</summary>
    public const int ParameterCount = 8;

    /// <summary>The spikes S of every step.</summary>
    /// <param name="input">I(1) … I(T).</param>
    /// <param name="parameter">A parameter, by its place in their order and the step; the value is its sigmoid.</param>
    /// <param name="fire">S from V − threshold: the step function, or something smooth.</param>
    /// <param name="resetSpikes">Spikes the reset sees in place of S.</param>
    public static double[] Forward(double[] input, Func<int, int, double> parameter, Func<double, double> fire, double[]? resetSpikes = null)
    {
        double[] spikes = new double[input.Length];
        double v = 0, s = 0;
        for (int t = 0; t < input.Length; t++)
        {
            double alpha = Value(0), beta = Value(1), gamma = Value(2), tau = Value(3);
            double threshold = Value(4), leak = Value(5), taken = Value(6), conduct = Value(7);
            v = ((1 - (alpha * (1 - tau))) * v * (1 - (gamma * s)))
                - ((1 - alpha) * leak)
                + ((1 - (beta * (1 - conduct))) * input[t])
                - ((1 - gamma) * taken * s);
            spikes[t] = fire(v - threshold);
            s = resetSpikes?[t] ?? spikes[t];

            double Value(int k) => 1 / (1 + Math.Exp(-parameter(k, t)));
        }

        return spikes;
    }
}
