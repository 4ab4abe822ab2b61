namespace SpikeDistill.Networks.Nodes;

/// <summary>A number for each direction of an image, such as a kernel's size or a stride.</summary>
/// <param name="Height">Along the rows' direction: top to bottom.</param>
/// <param name="Width">Left to right.</param>
public readonly record struct Extent(int Height, int Width)
{
    /// <summary>The same in both directions.</summary>
    public static implicit operator Extent(int both) => new(both, both);

    /// <inheritdoc/>
    public override string ToString() => $"{Height}x{Width}";
}
