using SpikeDistill.Tensors.Kernels.Reduce;

namespace SpikeDistill.Tensors.Operations;

/// <summary>A value that is the same at every time step, such as the output of a stem that sees a still image.</summary>
public static class RepeatOverTimeOperation
{
    /// <summary>y[t] = x for t in [0, timesteps): [...] to [T, ...], Float32. dx = Σ_t dy[t].</summary>
    /// <exception cref="TensorException">Fewer than one step.</exception>
    public static Tensor RepeatOverTime(this Tape tape, Tensor x, int timesteps)
    {
        if (timesteps < 1)
        {
            throw new TensorException($"RepeatOverTime: at least one time step is needed, but {timesteps} were asked for.");
        }

        Tensor y = tape.Allocate(new Shape([timesteps, .. x.Shape.ToArray()]));
        AxisRepeat.Run(tape.Engine.Workers, x, y, outer: 1, timesteps, factor: 1);
        return tape.Record("RepeatOverTime", y, [x], [], (dy, gradients) =>
        {
            Tensor dx = tape.Allocate(x.Shape);
            AxisSum.Run(tape.Engine.Workers, dy, dx, outer: 1, timesteps, factor: 1);
            gradients.Give(x, dx);
        });
    }
}
