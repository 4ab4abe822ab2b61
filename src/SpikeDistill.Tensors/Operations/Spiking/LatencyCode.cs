namespace SpikeDistill.Tensors.Operations;

/// <summary>Latency coding: each value fires once, the larger the sooner (linear, as SpikingJelly's <c>LatencyEncoder</c>).</summary>
public static class LatencyCodeOperation
{
    /// <summary>
    /// y[t, n] fires at t = round((T - 1) (1 - x[n])), ties to even: [N, ..., C] to [T, N, ..., C], Spikes. A time is a step of its value, so no
    /// gradient passes.
    /// </summary>
    /// <param name="tape">The pass.</param>
    /// <param name="x">Values, Float32; what lies outside 0 to 1 counts as the nearer of the two.</param>
    /// <param name="timesteps">T.</param>
    /// <exception cref="TensorException">Fewer than one step.</exception>
    public static Tensor LatencyCode(this Tape tape, Tensor x, int timesteps)
    {
        Tensor y = SpikeCode.Allocate(tape, "LatencyCode", x, timesteps);
        tape.Engine.Workers.For(x.Shape[0], (sample, _) =>
        {
            for (int step = 0; step < timesteps; step++)
            {
                int now = step;
                SpikeCode.Write(x, y, sample, step, value => (int)MathF.Round((timesteps - 1) * (1 - Math.Clamp(value, 0, 1))) == now);
            }
        });
        return tape.Record("LatencyCode", y, [], [], (_, _) => { });
    }
}
