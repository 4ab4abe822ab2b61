namespace SpikeDistill.Tensors.Operations;

/// <summary>How a convolution's kernel moves over its input.</summary>
public sealed record ConvolutionOptions
{
    /// <summary>Input rows from one output row to the next.</summary>
    public int StrideHeight { get; init; } = 1;

    /// <summary>Input columns from one output column to the next.</summary>
    public int StrideWidth { get; init; } = 1;

    /// <summary>Rows of zeros above and below the input.</summary>
    public int PaddingHeight { get; init; }

    /// <summary>Columns of zeros left and right of the input.</summary>
    public int PaddingWidth { get; init; }

    /// <summary>Parts that channels and outputs are cut into; outputs see only the channels of their own part.</summary>
    public int Groups { get; init; } = 1;
}
