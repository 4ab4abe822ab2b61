namespace SpikeDistill.Tensors.Operations;

/// <summary>
/// Phase coding (Kim et al., 2018): a value in so many bits, the most significant first, one a step, and from the beginning again where there are more
/// steps. A spike stands for 2^-(1 + t mod bits), which <see cref="WeighPhasesOperation"/> makes of it.
/// </summary>
public static class PhaseCodeOperation
{
    /// <summary>The most bits.</summary>
    public const int MostBits = 16;

    /// <summary>
    /// y[t, n] is bit t mod bits of min(⌊x[n] 2^bits⌋, 2^bits - 1), the most significant first: [N, ..., C] to [T, N, ..., C], Spikes. A bit is a step of
    /// its value, so no gradient passes.
    /// </summary>
    /// <param name="tape">The pass.</param>
    /// <param name="x">Values from 0 to 1, Float32; what is below counts as 0.</param>
    /// <param name="timesteps">T.</param>
    /// <param name="bits">Bits of a value, 1 to <see cref="MostBits"/>.</param>
    /// <exception cref="TensorException">Fewer than one step, or another number of bits.</exception>
    public static Tensor PhaseCode(this Tape tape, Tensor x, int timesteps, int bits)
    {
        if (bits is < 1 or > MostBits) throw new TensorException($"PhaseCode: a value has 1 to {MostBits} bits, not {bits}.");

        Tensor y = SpikeCode.Allocate(tape, "PhaseCode", x, timesteps);
        int most = (1 << bits) - 1;
        tape.Engine.Workers.For(x.Shape[0], (sample, _) =>
        {
            for (int step = 0; step < timesteps; step++)
            {
                int shift = bits - 1 - (step % bits);
                SpikeCode.Write(x, y, sample, step, value => (((int)Math.Clamp(value * (most + 1), 0, most) >> shift) & 1) == 1);
            }
        });
        return tape.Record("PhaseCode", y, [], [], (_, _) => { });
    }
}
