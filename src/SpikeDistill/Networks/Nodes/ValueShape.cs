namespace SpikeDistill.Networks.Nodes;

/// <summary>How the values of one image and step are laid out.</summary>
public enum ValueLayout
{
    /// <summary>A feature map, [H, W, C].</summary>
    Map,

    /// <summary>A sequence of tokens, [N, C].</summary>
    Tokens,

    /// <summary>One vector, [C].</summary>
    Vector,
}

/// <summary>The shape of what a node gives, for one image and step.</summary>
public sealed record ValueShape
{
    private ValueShape(ValueLayout layout, int channels, bool overTime) => (Layout, Channels, OverTime) = (layout, channels, overTime);

    /// <summary>Map, tokens or vector.</summary>
    public ValueLayout Layout { get; }

    /// <summary>The last axis.</summary>
    public int Channels { get; init; }

    /// <summary>Whether there is a value for every time step; else one that serves all steps.</summary>
    public bool OverTime { get; init; }

    /// <summary>Whether these tokens are the pixels of a map of <see cref="Height"/> and <see cref="Width"/>, row by row.</summary>
    public bool ArePixels { get; private init; }

    /// <summary>Rows of a map; null while the size of the images is not known.</summary>
    public int? Height { get; private init; }

    /// <summary>Columns of a map; null while the size of the images is not known.</summary>
    public int? Width { get; private init; }

    /// <summary>Tokens of a sequence; null while the size of the images is not known.</summary>
    public int? TokenCount { get; private init; }

    /// <summary>Pixels or tokens; 1 for a vector, null while the size of the images is not known.</summary>
    public long? Places => Layout switch
    {
        ValueLayout.Map => (long?)Height * Width,
        ValueLayout.Tokens => TokenCount,
        _ => 1,
    };

    /// <summary>Values of one image and step; null while the size of the images is not known.</summary>
    public long? Count => Places * Channels;

    /// <summary>A feature map.</summary>
    public static ValueShape Map(int? height, int? width, int channels, bool overTime)
        => new(ValueLayout.Map, channels, overTime) { Height = height, Width = width };

    /// <summary>A sequence of tokens.</summary>
    public static ValueShape Tokens(int? count, int channels, bool overTime) => new(ValueLayout.Tokens, channels, overTime) { TokenCount = count };

    /// <summary>The pixels of a map as tokens, row by row.</summary>
    /// <param name="map">The map's shape.</param>
    public static ValueShape TokensOf(ValueShape map)
        => Tokens((int?)map.Places, map.Channels, map.OverTime) with { ArePixels = true, Height = map.Height, Width = map.Width };

    /// <summary>One vector.</summary>
    public static ValueShape Vector(int channels, bool overTime) => new(ValueLayout.Vector, channels, overTime);

    /// <summary>Images and, where there is time, steps of a batch: the length of a tensor's first axis.</summary>
    /// <param name="samples">N.</param>
    /// <param name="timesteps">T.</param>
    public long Folded(int samples, int timesteps) => OverTime ? (long)samples * timesteps : samples;

    /// <summary>The map it is, where it is one for every step: a feature map, the pixels of one, or a vector as a map of one pixel; else null.</summary>
    internal ValueShape? AsMap => Layout switch
    {
        _ when !OverTime => null,
        ValueLayout.Tokens when !ArePixels => null,
        ValueLayout.Vector => Map(1, 1, Channels, OverTime),
        _ => Map(Height, Width, Channels, OverTime),
    };

    /// <inheritdoc/>
    public override string ToString() => Layout switch
    {
        ValueLayout.Map => $"[{Text(Height)}, {Text(Width)}, {Channels}]",
        ValueLayout.Tokens => $"[{Text(TokenCount)}, {Channels}]",
        _ => $"[{Channels}]",
    } + (OverTime ? " over time" : "");

    private static string Text(int? size) => size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?";
}
