namespace SpikeDistill.Tensors.Operations;

/// <summary>
/// Rate coding: at every step each value fires with a probability that is the value (Poisson encoding, as SpikingJelly's <c>PoissonEncoder</c>). Draws
/// are a sample's own, so that neither its batch nor threads matter.
/// </summary>
public static class RateCodeOperation
{
    /// <summary>
    /// y[t, n] fires where u &lt; x[n] with u uniform: [N, ..., C] to [T, N, ..., C], Spikes. As its expectation is x (from 0 to 1), dx = Σ_t dy[t].
    /// </summary>
    /// <param name="tape">The pass.</param>
    /// <param name="x">Values from 0 to 1, Float32; what is below never fires, what is above always.</param>
    /// <param name="timesteps">T.</param>
    /// <param name="draws">A sequence for each sample, [N], of which one number is drawn for each step and value, in their order.</param>
    /// <exception cref="TensorException">Fewer than one step, or another number of sequences than of samples.</exception>
    public static Tensor RateCode(this Tape tape, Tensor x, int timesteps, IReadOnlyList<CounterRandom> draws)
    {
        if (draws.Count != x.Shape[0])
        {
            throw new TensorException($"RateCode: {x.Shape[0]} samples need as many sequences of random numbers, not {draws.Count}.");
        }

        Tensor y = SpikeCode.Allocate(tape, "RateCode", x, timesteps);
        tape.Engine.Workers.For(draws.Count, (sample, _) =>
        {
            CounterRandom random = draws[sample];
            for (int step = 0; step < timesteps; step++) SpikeCode.Write(x, y, sample, step, value => random.NextSingle() < value);
        });
        return tape.Record("RateCode", y, [x], [], (dy, gradients) =>
        {
            Tensor dx = tape.Allocate(x.Shape);
            Kernels.Reduce.AxisSum.Run(tape.Engine.Workers, dy, dx, outer: 1, timesteps, factor: 1);
            gradients.Give(x, dx);
        });
    }
}
