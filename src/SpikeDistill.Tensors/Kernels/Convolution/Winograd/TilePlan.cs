using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Kernels.Convolution.Winograd;

/// <summary>What the forms of Winograd's tiles share: a 3x3 correlation of stride 1 seen from its source and its target.</summary>
internal abstract class TilePlan
{
    protected TilePlan(ConvolutionShape shape, bool backward)
    {
        Images = shape.Images;
        Flips = backward;
        (SourceChannels, TargetChannels) = backward ? (shape.Outputs, shape.Channels) : (shape.Channels, shape.Outputs);
        (SourceHeight, SourceWidth) = backward ? (shape.OutputHeight, shape.OutputWidth) : (shape.Height, shape.Width);
        (TargetHeight, TargetWidth) = backward ? (shape.Height, shape.Width) : (shape.OutputHeight, shape.OutputWidth);
        (PaddingHeight, PaddingWidth) = backward ? (2 - shape.PaddingHeight, 2 - shape.PaddingWidth) : (shape.PaddingHeight, shape.PaddingWidth);
    }

    public int Images { get; }

    public int SourceChannels { get; }

    public int TargetChannels { get; }

    public int SourceHeight { get; }

    public int SourceWidth { get; }

    public int TargetHeight { get; }

    public int TargetWidth { get; }

    /// <summary>Output (y, x) reads inputs from (y − PaddingHeight, x − PaddingWidth) on.</summary>
    public int PaddingHeight { get; }

    public int PaddingWidth { get; }

    /// <summary>Whether the kernel is turned by half a circle, as an input gradient wants it.</summary>
    public bool Flips { get; }

    protected static bool TakesTiles(ConvolutionShape shape) =>
        shape is { KernelHeight: 3, KernelWidth: 3, StrideHeight: 1, StrideWidth: 1, PaddingHeight: <= 2, PaddingWidth: <= 2, Groups: 1 }
        && (shape.Channels | shape.Outputs) % HaloLayout.BlockChannels == 0;

    /// <summary>
    /// Products of the direct form for a pair of channels. Of the three rows (columns) of taps, it leaves out those in the padding
    /// of small images.
    /// </summary>
    protected static double DirectProducts(int images, int height, int width) => images * ((3.0 * height) - 2) * ((3.0 * width) - 2);
}
