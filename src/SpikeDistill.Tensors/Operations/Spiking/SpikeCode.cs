namespace SpikeDistill.Tensors.Operations;

/// <summary>What the codes of still values by spikes have in common: packed bits, step by step and sample by sample.</summary>
internal static class SpikeCode
{
    /// <summary>Spikes [T, N, ..., C] for values [N, ..., C], undefined.</summary>
    /// <exception cref="TensorException">Fewer than one step, or values without an axis of samples and one of channels.</exception>
    public static Tensor Allocate(Tape tape, string operation, Tensor x, int timesteps)
    {
        if (timesteps < 1) throw new TensorException($"{operation}: at least one time step is needed, but {timesteps} were asked for.");
        if (x.Shape.Rank < 2 || x.Kind != StorageKind.Float32)
        {
            throw new TensorException($"{operation}: takes floats [N, ..., C], not {x.Kind} {x.Shape}.");
        }

        return tape.Allocate(new Shape([timesteps, .. x.Shape.ToArray()]), StorageKind.Spikes);
    }

    /// <summary>Writes the spikes of one sample at one step, value by value in their order; every bit is written.</summary>
    public static void Write(Tensor x, Tensor y, int sample, int step, Func<float, bool> fires)
    {
        int samples = x.Shape[0], channels = x.Shape[^1], each = (int)(x.Shape.Count / samples), rows = each / Math.Max(1, channels);
        int rowBytes = SpikeLayout.RowBytes(channels);
        ReadOnlySpan<float> values = x.Values.Slice(sample * each, each);
        Span<byte> bits = y.Bits.Slice(((step * samples) + sample) * rows * rowBytes, rows * rowBytes);
        bits.Clear();
        for (int row = 0, i = 0; row < rows; row++)
        {
            Span<byte> word = bits.Slice(row * rowBytes, rowBytes);
            for (int c = 0; c < channels; c++, i++)
            {
                if (fires(values[i])) word[c / 8] |= (byte)(1 << (c % 8));
            }
        }
    }
}
