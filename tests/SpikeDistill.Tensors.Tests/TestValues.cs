namespace SpikeDistill.Tensors.Tests;

/// <summary>Random operands that are the same in every run.</summary>
internal static class TestValues
{
    /// <summary>Standard normal numbers.</summary>
    public static float[] Gaussian(Shape shape, int seed = 1)
    {
        var random = new CounterRandom(seed, "test values");
        float[] values = new float[shape.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.NextGaussian();
        }

        return values;
    }

    /// <summary>
    /// A random order of numbers that are <paramref name="gap"/> apart and none closer to 0 than half of it: no ties and no kinks
    /// within reach of a finite difference.
    /// </summary>
    public static float[] Apart(Shape shape, float gap = 0.25f, int seed = 1)
    {
        int count = checked((int)shape.Count);
        int[] order = new CounterRandom(seed, "test values").Permutation(count);
        return [.. order.Select(rank => (rank - (count / 2) + 0.5f) * gap)];
    }

    /// <summary>0 and 1, the latter with the given probability.</summary>
    public static float[] Spikes(Shape shape, float rate = 0.3f, int seed = 1)
    {
        var random = new CounterRandom(seed, "test spikes");
        float[] values = new float[shape.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.NextBool(rate) ? 1 : 0;
        }

        return values;
    }

    /// <summary>Whole numbers from 0 to <paramref name="largest"/>.</summary>
    public static float[] Counts(Shape shape, int largest = 5, int seed = 1)
    {
        var random = new CounterRandom(seed, "test counts");
        float[] values = new float[shape.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.NextInt(largest + 1);
        }

        return values;
    }

    /// <summary>A Counts tensor of the given whole numbers.</summary>
    public static Tensor Count(TensorScope scope, ReadOnlySpan<float> values, Shape shape)
    {
        Tensor counts = scope.Allocate(shape, StorageKind.Counts);
        for (int i = 0; i < values.Length; i++)
        {
            counts.Counts[i] = (byte)values[i];
        }

        return counts;
    }

    /// <summary>A packed tensor of the given zeros and ones.</summary>
    public static Tensor Pack(TensorScope scope, ReadOnlySpan<float> values, Shape shape)
    {
        Tensor spikes = scope.Zeros(shape, StorageKind.Spikes);
        Span<byte> bits = spikes.Bits;
        int channels = shape[^1], rowBytes = SpikeLayout.RowBytes(channels);
        for (int i = 0; i < values.Length; i++)
        {
            int c = i % channels;
            bits[(i / channels * rowBytes) + (c / 8)] |= (byte)((int)values[i] << (c % 8));
        }

        return spikes;
    }
}
