namespace SpikeDistill.Networks.Nodes;

/// <summary>How a window moves over a map.</summary>
internal readonly record struct Window(Extent Kernel, Extent Stride, Extent Padding)
{
    /// <summary>The map that its places make.</summary>
    /// <exception cref="ArgumentException">It does not fit, or what is read is no map.</exception>
    public ValueShape Over(ValueShape read, int channels)
    {
        if (read.Layout != ValueLayout.Map)
        {
            throw new ArgumentException($"moves a window over a feature map, but reads {read}.");
        }

        return Fits(read.Height, Kernel.Height, Padding.Height) && Fits(read.Width, Kernel.Width, Padding.Width)
            ? ValueShape.Map(
                Places(read.Height, Kernel.Height, Stride.Height, Padding.Height),
                Places(read.Width, Kernel.Width, Stride.Width, Padding.Width),
                channels,
                read.OverTime)
            : throw new ArgumentException(
                $"moves a window of {Kernel} over a map of "
                    + $"{read.Height}x{read.Width}{(Padding == 0 ? "" : $" with a padding of {Padding}")}, and it does not fit.");
    }

    /// <summary>Pairs of a place and a tap that lie within the map.</summary>
    public long InsideTaps(ValueShape read, ValueShape output)
        => Inside(read.Height!.Value, output.Height!.Value, Kernel.Height, Stride.Height, Padding.Height)
            * Inside(read.Width!.Value, output.Width!.Value, Kernel.Width, Stride.Width, Padding.Width);

    private static bool Fits(int? size, int kernel, int padding) => size is null || size + (2 * padding) >= kernel;

    private static int? Places(int? size, int kernel, int stride, int padding) => ((size + (2 * padding) - kernel) / stride) + 1;

    private static long Inside(int size, int places, int kernel, int stride, int padding)
    {
        long count = 0;
        for (int place = 0; place < places; place++)
        {
            int first = (place * stride) - padding;
            count += Math.Max(0, Math.Min(first + kernel, size) - Math.Max(first, 0));
        }

        return count;
    }
}
