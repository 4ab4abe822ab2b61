using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors;

/// <summary>
/// The vector width kernels run at. Results are the same bits for any number of threads at one level; two levels may
/// differ in the last bits.
/// </summary>
public enum SimdLevel
{
    /// <summary>One float at a time.</summary>
    Scalar = 1,

    /// <summary>128-bit vectors.</summary>
    V128 = 4,

    /// <summary>256-bit vectors with fused multiply-add.</summary>
    V256 = 8,

    /// <summary>512-bit vectors (AVX-512).</summary>
    V512 = 16,
}

/// <summary>What this processor, and the runtime's settings, allow.</summary>
public static class Simd
{
    /// <summary>The widest level at hand.</summary>
    public static SimdLevel Current => (SimdLevel)LaneDispatch.Widest;
}
