namespace SpikeDistill.Tensors.Kernels.Attention;

/// <summary>In which order (q kᵀ) v = q (kᵀ v) is worked out.</summary>
internal enum AttentionOrder
{
    /// <summary>Whichever is shorter for the number of tokens and the depth of a head.</summary>
    ByShape,

    /// <summary>q kᵀ first: tokens² numbers a head.</summary>
    Scores,

    /// <summary>kᵀ v first: depth² numbers a head.</summary>
    Values,
}
