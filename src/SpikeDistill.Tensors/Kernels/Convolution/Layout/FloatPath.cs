namespace SpikeDistill.Tensors.Kernels.Convolution.Layout;

/// <summary>How correlations of floats are summed.</summary>
internal enum FloatPath
{
    /// <summary>By tiles where the shape says that it pays.</summary>
    ByShape,

    /// <summary>As the definition says.</summary>
    Direct,

    /// <summary>By tiles wherever they fit.</summary>
    Tiles,

    /// <summary>By tiles of four outputs of a row wherever they fit.</summary>
    Rows,
}
