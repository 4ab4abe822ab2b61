namespace SpikeDistill.Tensors.Kernels.Convolution.Dense;

/// <summary>
/// The output pixels of one parity and the taps they see. A forward convolution has one class; an input gradient has one
/// for each position inside a stride, so that no multiplication by inserted zeros is ever made.
/// </summary>
internal sealed class TapClass
{
    /// <summary>First output row and column of the class, and how many of each it has.</summary>
    public required int FirstRow { get; init; }

    public required int FirstColumn { get; init; }

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    /// <summary>For each tap its index in the weights, ky * KernelWidth + kx.</summary>
    public required int[] WeightTaps { get; init; }

    /// <summary>For each tap the row and column it reads, relative to the output's source position.</summary>
    public required (int Row, int Column)[] Reads { get; init; }

    /// <summary>The parts of the class whose taps read padding in the same way; one where that is not told apart.</summary>
    public TapRegion[] Regions { get; set; } = [];

    public int Taps => WeightTaps.Length;
}

/// <summary>A rectangle of a class and the taps that read anything there.</summary>
internal sealed class TapRegion
{
    public required int FirstRow { get; init; }

    public required int FirstColumn { get; init; }

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    /// <summary>Indices of the taps among those of the class.</summary>
    public required int[] Taps { get; init; }

    /// <summary>Offset in scratch of each of the taps.</summary>
    public required int[] Offsets { get; init; }

    /// <summary>Groups of four output pixels of a full chunk, units outermost, then rows.</summary>
    public PixelGroup[] Groups { get; set; } = [];

    public int GroupsPerRow { get; set; }
}

/// <summary>
/// Four neighbouring pixels: offset of the first in scratch (floats), in the output (pixels from the chunk's origin),
/// how many of the four exist, and, where the four are images, the first of them.
/// </summary>
internal readonly record struct PixelGroup(int Source, int Target, int Count, int Image)
{
    /// <summary>How many of the four exist in a chunk of so many images.</summary>
    public int Valid(int images) => Math.Min(Count, images - Image);
}
