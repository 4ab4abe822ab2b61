using System.Text.Json.Serialization;

namespace SpikeDistill.Data;

/// <summary>The size of one image, stored as bytes [height, width, channels], or of the frames of one sample, [steps, height, width, channels].</summary>
public readonly record struct ImageShape(int Height, int Width, int Channels)
{
    /// <summary>Frames of a sample that has a time axis; 0 for a still image.</summary>
    public int Steps { get; init; }

    /// <summary>Whether the values of frames are 0 or 1, so that frames are put together as their union and not as their sum.</summary>
    public bool Binary { get; init; }

    /// <summary>Whether a sample has a time axis.</summary>
    public bool OverTime => Steps > 0;

    /// <summary>One image, or one frame.</summary>
    [JsonIgnore]
    public ImageShape Frame => new(Height, Width, Channels);

    /// <summary>The number of bytes, or elements, of one sample.</summary>
    public int Size => Height * Width * Channels * Math.Max(1, Steps);

    /// <summary>For example <c>32x32x3</c>, or <c>16 frames of 48x48x2</c>.</summary>
    public override string ToString() => OverTime ? $"{Steps} frames of {Height}x{Width}x{Channels}" : $"{Height}x{Width}x{Channels}";
}
