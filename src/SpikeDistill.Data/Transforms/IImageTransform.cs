using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>One random change of an image. It holds no state and draws only from the generator it is given.</summary>
public interface IImageTransform
{
    /// <summary>A short name; together with seed, epoch and sample it decides what the transform draws.</summary>
    string Name { get; }

    /// <summary>Writes the changed image.</summary>
    /// <param name="source">The pixels [height, width, channels], 0 to 255.</param>
    /// <param name="target">The changed pixels, of the same size; every byte is written; it does not overlap the source.</param>
    /// <param name="shape">The size of both.</param>
    /// <param name="random">Where to draw from.</param>
    void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random);
}
