namespace SpikeDistill.Tensors.Kernels.Convolution.Dense;

/// <summary>
/// A register tile of a correlation: groups of four pixels by some vectors of outputs. Every output is one chain of
/// multiply-adds in the order block of channels, tap, channel.
/// </summary>
internal unsafe interface ICorrelationTile
{
    /// <summary>Groups of four pixels.</summary>
    static abstract int Groups { get; }

    /// <summary>Output channels.</summary>
    static abstract int Width { get; }

    /// <summary>Computes the tile: a pointer into scratch and one into the output for each group.</summary>
    static abstract void Run(in TileArguments tile, float** sources, float** targets);
}

/// <summary>What all tiles of one panel of weights have in common.</summary>
internal unsafe ref struct TileArguments
{
    /// <summary>[block][tap][channel][Width], without gaps.</summary>
    public float* Weights;

    /// <summary>Where the chains begin (the bias), or null to go on from what the output holds.</summary>
    public float* Initial;

    /// <summary>Offset of each tap in scratch.</summary>
    public int* Offsets;

    /// <summary>Place of each tap in the weights of a block.</summary>
    public int* TapIndices;

    public int Taps;

    /// <summary>Taps in the weights of a block.</summary>
    public int ClassTaps;

    public int Blocks;

    /// <summary>Channels of the last block.</summary>
    public int LastChannels;

    /// <summary>Floats from one block of scratch to the next.</summary>
    public nint BlockStride;

    /// <summary>Floats from one pixel of a group to the next in the output.</summary>
    public nint PixelStride;
}
