using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Fusion;

/// <summary>
/// The same as <see cref="NormalizedInput{TShortcut}"/> of a value that never lies in memory as a whole: chunks of it do, one after the
/// other. For forward passes that record nothing.
/// </summary>
internal readonly unsafe struct ChunkInput<TShortcut>(NormalizedRows rows, TShortcut shortcut, long origin, long stepElements)
    : IChunkInput<ChunkInput<TShortcut>>
    where TShortcut : struct, IShortcut<TShortcut>
{
    public static int Sums => 0;

    public ChunkInput<TShortcut> Of(float* chunk, long origin, long stepElements) => new(rows.Of(chunk), shortcut, origin, stepElements);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Place Source(Place at, Place first, int step) => at with { Element = first.Element - origin + (step * stepElements) };

    public ChunkInput<TShortcut> WithSums(float* sums) => this;

    /// <summary>The chunk is in a cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(Place at, Place source, long ahead) => shortcut.Prefetch(at.Element + ahead);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public InputVectors<TLanes> Vectors<TLanes>(int channel)
        where TLanes : struct, ILanes<TLanes>
        => new(rows.Vectors<TLanes>(channel), shortcut.Vectors<TLanes>(channel));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Current<TLanes>(Place at, Place source, int lanes, in InputVectors<TLanes> vectors)
        where TLanes : struct, ILanes<TLanes>
        => shortcut.AddTo(rows.Normalized(source, lanes, vectors.Main), at, lanes, vectors.Side);

    public void Give<TLanes>(Place at, int lanes, TLanes value, in InputVectors<TLanes> vectors, ref GradientTerms<TLanes> terms)
        where TLanes : struct, ILanes<TLanes>
    {
    }

    public void Finish<TLanes>(Place at, int lanes, in InputVectors<TLanes> vectors, in GradientTerms<TLanes> terms)
        where TLanes : struct, ILanes<TLanes>
    {
    }
}
