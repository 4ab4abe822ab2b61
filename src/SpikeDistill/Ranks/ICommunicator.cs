using SpikeDistill.Tensors;

namespace SpikeDistill.Ranks;

/// <summary>
/// What carries values between those who train one network together, each on its part of every batch. Everything that is exchanged goes
/// through these three and <see cref="IReplicas.Gather"/>; sums are made of them in the order of ranks (<see cref="Exchanges"/>), so that a given
/// number of ranks gives the same bits whatever carries them.
/// </summary>
/// <remarks>All ranks call the same things in the same order, each from one thread at a time; a call returns once all have made it.</remarks>
public interface ICommunicator : IReplicas
{
    /// <summary>
    /// A second line between the same ranks, for another thread: what goes over one waits for nothing of the other. Always the same one; null where
    /// there is none. All ranks ask for it together.
    /// </summary>
    ICommunicator? Beside => null;

    /// <summary>Makes what another thread of this rank waits for fail, since this rank has.</summary>
    void GiveUp()
    {
    }

    /// <summary>Gives everybody the bytes of all.</summary>
    /// <param name="own">This rank's; all give as many.</param>
    /// <param name="all">Those of all in the order of ranks.</param>
    void Gather(ReadOnlySpan<byte> own, Span<byte> all);

    /// <summary>Gives every rank a piece of its own.</summary>
    /// <param name="pieces">What this rank gives, a piece of the same length for each rank.</param>
    /// <param name="received">The pieces for this rank, in the order of the ranks that gave them.</param>
    void Exchange(ReadOnlySpan<byte> pieces, Span<byte> received);

    /// <summary>Gives everybody the bytes of rank 0.</summary>
    /// <param name="values">What rank 0 gives, and where the others get it.</param>
    void Broadcast(Span<byte> values);
}
