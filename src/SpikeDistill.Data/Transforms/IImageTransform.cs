using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>
/// One random change of an image: a record of its options, declared beside it (<see cref="Entry{TValue}"/>). It holds no state and draws
/// only from the generator it is given.
/// </summary>
public interface IImageTransform : IDeclared<IImageTransform>
{
    /// <summary>A short name; together with seed, epoch and sample it decides what the transform draws.</summary>
    string Name { get; }

    /// <summary>Refuses options that no recipe could say or that do not go together, and images that it cannot change.</summary>
    /// <param name="shape">The size of every image.</param>
    /// <exception cref="ArgumentException">An impossible option, or such images.</exception>
    void Check(ImageShape shape) => this.CheckOptions();

    /// <summary>Writes the changed image.</summary>
    /// <param name="source">The pixels [height, width, channels], 0 to 255.</param>
    /// <param name="target">The changed pixels, of the same size; every byte is written; it does not overlap the source.</param>
    /// <param name="shape">The size of both.</param>
    /// <param name="random">Where to draw from.</param>
    void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random);
}
