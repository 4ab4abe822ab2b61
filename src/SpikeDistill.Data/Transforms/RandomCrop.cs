using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>Pads all four sides with black and cuts out an image of the old size at a random place; every place is equally likely.</summary>
public sealed class RandomCrop : IImageTransform
{
    private readonly int _padding;

    /// <summary>Makes the transform.</summary>
    /// <param name="padding">The pixels added to each side.</param>
    /// <exception cref="ArgumentOutOfRangeException">The padding is negative.</exception>
    public RandomCrop(int padding = 4)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        _padding = padding;
    }

    /// <inheritdoc/>
    public string Name => "random crop";

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random)
    {
        int down = random.NextInt((2 * _padding) + 1) - _padding;
        int right = random.NextInt((2 * _padding) + 1) - _padding;
        Translation.Apply(source, target, shape, down, right);
    }
}
