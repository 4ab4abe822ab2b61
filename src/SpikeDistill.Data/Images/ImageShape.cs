namespace SpikeDistill.Data;

/// <summary>The size of one image, stored as bytes [height, width, channels].</summary>
public readonly record struct ImageShape(int Height, int Width, int Channels)
{
    /// <summary>The number of bytes, or elements, of one image.</summary>
    public int Size => Height * Width * Channels;

    /// <summary>For example <c>32x32x3</c>.</summary>
    public override string ToString() => $"{Height}x{Width}x{Channels}";
}
