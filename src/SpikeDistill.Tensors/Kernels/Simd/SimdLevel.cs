using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SpikeDistill.Tensors;

/// <summary>
/// The vector width convolution and matrix kernels run at. Results are the same bits for any number of
/// threads at one level; two levels may differ in the last bits.
/// </summary>
public enum SimdLevel
{
    /// <summary>One float at a time.</summary>
    Scalar = 0,

    /// <summary>128-bit vectors.</summary>
    V128 = 128,

    /// <summary>256-bit vectors with fused multiply-add.</summary>
    V256 = 256,

    /// <summary>512-bit vectors (AVX-512).</summary>
    V512 = 512,
}

/// <summary>What this processor, and the runtime's settings, allow.</summary>
public static class Simd
{
    /// <summary>The widest level at hand. Chosen once per process.</summary>
    public static SimdLevel Current { get; } = Detect();

    internal static bool IsSupported(SimdLevel level) => level <= Current;

    private static SimdLevel Detect()
    {
        if (Avx512F.IsSupported) return SimdLevel.V512;
        if (Vector256.IsHardwareAccelerated && Fma.IsSupported) return SimdLevel.V256;
        return Vector128.IsHardwareAccelerated ? SimdLevel.V128 : SimdLevel.Scalar;
    }
}
