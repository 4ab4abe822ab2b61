namespace SpikeDistill.Tensors.Kernels.Convolution.Layout;

/// <summary>How a kernel takes packed spikes. Both ways give the same bits.</summary>
internal enum SpikePath
{
    /// <summary>Whichever costs less for the number of spikes at hand.</summary>
    ByCount,

    /// <summary>Spikes become 0 and 1 and are multiplied.</summary>
    Dense,

    /// <summary>Spikes are listed, and weights or gradients added.</summary>
    Sparse,
}
