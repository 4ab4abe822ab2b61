namespace SpikeDistill.Tensors;

/// <summary>How a tensor's elements are kept in memory.</summary>
public enum StorageKind
{
    /// <summary>One 32-bit float an element.</summary>
    Float32,

    /// <summary>One bit an element, packed along the last (channel) axis; see <see cref="SpikeLayout"/>. Values are exactly 0 and 1.</summary>
    Spikes,

    /// <summary>One byte an element, a whole number from 0 to 255: sums of spikes, such as a SEW block's ADD makes them.</summary>
    Counts,
}
