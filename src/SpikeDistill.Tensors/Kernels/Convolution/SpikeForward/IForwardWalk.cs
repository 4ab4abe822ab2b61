namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

/// <summary>Adds rows of weights along the lists of a segment, each times its count, two pixels side by side, each output a single chain.</summary>
internal unsafe interface IForwardWalk<TEntries>
    where TEntries : struct, IListEntries
{
    /// <summary>Vectors of outputs.</summary>
    static abstract int Vectors { get; }

    /// <summary>
    /// Goes through the pairs of pixels from <paramref name="order"/> to <paramref name="end"/>; a pixel's sums go on from
    /// <paramref name="from"/> and end in <paramref name="to"/>, which may be the same. One pair behind the end and up
    /// to fifteen indices behind each list are read, and not used.
    /// With <paramref name="fetches"/> the lines of <paramref name="to"/> are asked for <see cref="ForwardLists.Ahead"/> entries
    /// before they are written: where no cache holds them, pixels come in an order that no processor foresees.
    /// </summary>
    static abstract void Run(
        float* weights, byte* indices, TEntries entries, ForwardList* order, ForwardList* end, float* from, nint fromStride, float* to, nint toStride,
        bool fetches);
}
