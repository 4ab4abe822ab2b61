namespace SpikeDistill.Tensors.Kernels.Activations;

/// <summary>Currents of which one chunk after the other is at hand.</summary>
internal unsafe interface IChunkInput<TSelf> : IFireInput<TSelf>
    where TSelf : struct, IChunkInput<TSelf>
{
    /// <summary>The currents of a chunk.</summary>
    /// <param name="chunk">[T, pixels, C].</param>
    /// <param name="origin">The element of a step that the chunk begins with.</param>
    /// <param name="stepElements">Elements of a step in the chunk.</param>
    TSelf Of(float* chunk, long origin, long stepElements);
}
