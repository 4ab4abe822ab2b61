namespace SpikeDistill.Tensors.Operations;

/// <summary>How a resized image is interpolated.</summary>
public enum ResizeFilter
{
    /// <summary>Linearly between the two nearest pixels of each direction.</summary>
    Bilinear,

    /// <summary>By Keys' cubic kernel (a = −0.75) over the four nearest pixels of each direction.</summary>
    Bicubic,
}
