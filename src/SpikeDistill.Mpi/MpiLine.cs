using System.Runtime.InteropServices;
using SpikeDistill.Ranks;

namespace SpikeDistill.Mpi;

/// <summary>
/// A second line between the processes of an <c>mpirun</c>, for a thread beside the one that computes. It does not wait in the library, which would keep a
/// processor busy for as long, but looks now and then whether what it began is done, which carries it on.
/// </summary>
/// <param name="ranks">The first line.</param>
/// <param name="library">Carries both.</param>
internal sealed unsafe class MpiLine(MpiRanks ranks, MpiLibrary library) : ICommunicator
{
    private readonly nint _communicator = library.SecondWorld();
    private volatile bool _givenUp;

    public int Rank => ranks.Rank;

    public int Count => ranks.Count;

    public void Gather(ReadOnlySpan<double> own, Span<double> all) => Gather(MemoryMarshal.AsBytes(own), MemoryMarshal.AsBytes(all));

    public void Gather(ReadOnlySpan<byte> own, Span<byte> all)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(all.Length, (long)own.Length * Count);
        fixed (byte* from = own, to = all) Wait(library.BeginAllGather(from, to, own.Length, _communicator));
    }

    public void Exchange(ReadOnlySpan<byte> pieces, Span<byte> received)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(received.Length, pieces.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pieces.Length % Count, 0);
        fixed (byte* from = pieces, to = received) Wait(library.BeginAllToAll(from, to, pieces.Length / Count, _communicator));
    }

    public void Broadcast(Span<byte> values) => throw new NotSupportedException("Rank 0 hands out over the first line.");

    public void GiveUp() => _givenUp = true;

    private void Wait(nint request)
    {
        SpinWait pause = default;
        while (!library.IsDone(ref request))
        {
            if (_givenUp) throw new RanksException("This rank has failed.");
            pause.SpinOnce();
        }
    }
}
