using System.Runtime.Intrinsics;

namespace SpikeDistill.Inference.Kernels;

/// <summary>How wide vectors are. All levels compute the same bits: sums are of integers, and what is rounded is rounded element by element.</summary>
internal enum VectorLevel
{
    /// <summary>128 bits: SSE, NEON, and what stands in for them.</summary>
    Bits128,

    /// <summary>256 bits: AVX2.</summary>
    Bits256,

    /// <summary>512 bits: AVX-512.</summary>
    Bits512,
}

internal static class VectorLevels
{
    /// <summary>The widest that the processor has.</summary>
    public static VectorLevel Best { get; } = Vector512.IsHardwareAccelerated ? VectorLevel.Bits512
        : Vector256.IsHardwareAccelerated ? VectorLevel.Bits256 : VectorLevel.Bits128;
}
