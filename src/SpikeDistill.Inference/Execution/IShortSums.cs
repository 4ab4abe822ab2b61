namespace SpikeDistill.Inference.Execution;

/// <summary>A term that leaves sums of 16 bits, which what comes next scales as it reads them.</summary>
internal unsafe interface IShortSums
{
    /// <summary>Runs whose sums belong together, each of which 16 bits hold whatever fires; 0 where the term gives others.</summary>
    int Runs { get; }

    /// <summary>One for each channel.</summary>
    Kernels.AlignedBuffer<float> Scales { get; }

    /// <summary>Sums of a tile's places, [runs, steps, places, width] into its sums.</summary>
    /// <inheritdoc cref="LayerTerm.Add"/>
    void Sum(Tile tile, int steps, int block, ushort* lists, int* ends);
}
