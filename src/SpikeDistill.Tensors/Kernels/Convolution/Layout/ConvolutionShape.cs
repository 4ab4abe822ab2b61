namespace SpikeDistill.Tensors.Kernels.Convolution.Layout;

/// <summary>
/// Sizes of a 2-D convolution: input [Images, Height, Width, Channels], weights [Outputs, Channels / Groups,
/// KernelHeight, KernelWidth], output [Images, OutputHeight, OutputWidth, Outputs].
/// </summary>
internal readonly record struct ConvolutionShape(
    int Images,
    int Height,
    int Width,
    int Channels,
    int Outputs,
    int KernelHeight,
    int KernelWidth,
    int StrideHeight = 1,
    int StrideWidth = 1,
    int PaddingHeight = 0,
    int PaddingWidth = 0,
    int Groups = 1)
{
    public int OutputHeight => ((Height + (2 * PaddingHeight) - KernelHeight) / StrideHeight) + 1;

    public int OutputWidth => ((Width + (2 * PaddingWidth) - KernelWidth) / StrideWidth) + 1;

    public int Taps => KernelHeight * KernelWidth;

    public int GroupChannels => Channels / Groups;

    public int GroupOutputs => Outputs / Groups;

    /// <summary>Kernel columns that are treated as channels: all of them where they fill a block no more than once, else 1.</summary>
    public int FoldedColumns => Groups == 1 && Channels * KernelWidth <= HaloLayout.BlockChannels ? KernelWidth : 1;

    public long InputLength => (long)Images * Height * Width * Channels;

    public long OutputLength => (long)Images * OutputHeight * OutputWidth * Outputs;

    public long WeightLength => (long)Outputs * GroupChannels * Taps;

    /// <summary>A 1x1 convolution without stride or padding sees no neighbours: every pixel is an image of its own.</summary>
    public ConvolutionShape Folded() =>
        Taps == 1 && StrideHeight == 1 && StrideWidth == 1 && PaddingHeight == 0 && PaddingWidth == 0
            ? this with { Images = checked(Images * Height * Width), Height = 1, Width = 1 }
            : this;
}
