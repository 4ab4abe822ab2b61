using System.Runtime.InteropServices;

namespace SpikeDistill.Ranks;

/// <summary>Ranks that are threads of this process, each with an engine of its own.</summary>
public sealed class LocalRanks
{
    private readonly Barrier _barrier;
    private readonly CancellationTokenSource _failed;
    private readonly (nint Pointer, int Length)[] _given;
    private readonly LocalRanks? _beside;

    private LocalRanks(int count, CancellationTokenSource failed, LocalRanks? beside)
    {
        (_barrier, _failed, _beside) = (new Barrier(count), failed, beside);
        _given = new (nint, int)[count];
    }

    /// <summary>Runs work once for each rank, each on a thread of its own, and returns what all gave, in the order of ranks.</summary>
    /// <param name="count">The number of ranks.</param>
    /// <param name="work">The work of a rank.</param>
    /// <exception cref="Exception">The first failure; the other ranks get a <see cref="RanksException"/> out of what they exchange next.</exception>
    public static IReadOnlyList<T> Run<T>(int count, Func<ICommunicator, T> work)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentNullException.ThrowIfNull(work);
        using CancellationTokenSource failed = new();
        LocalRanks ranks = new(count, failed, new LocalRanks(count, failed, beside: null));
        T[] results = new T[count];
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, count).Select(rank => new Thread(() => Guarded(rank)) { Name = $"SpikeDistill rank {rank}" })];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        ranks._barrier.Dispose();
        ranks._beside!._barrier.Dispose();
        if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        return results;

        void Guarded(int rank)
        {
            try
            {
                results[rank] = work(new Member(ranks, rank, count));
            }
#pragma warning disable CA1031 // It is thrown where the work was asked for.
            catch (Exception thrown)
#pragma warning restore CA1031
            {
                lock (failed)
                {
                    // What others fail of in their turn may come before the cause, where its rank had to give up a line first.
                    if (failure is null or RanksException { InnerException: OperationCanceledException }) failure = thrown;
                }

                failed.Cancel();
            }
        }
    }

    private void Meet()
    {
        try
        {
            _barrier.SignalAndWait(_failed.Token);
        }
        catch (OperationCanceledException failed)
        {
            throw new RanksException("Another rank has failed.", failed);
        }
    }

    /// <summary>Shows the others this rank's bytes while all take what they want of them.</summary>
    private unsafe void Together<TTake>(int rank, ReadOnlySpan<byte> own, Span<byte> target, TTake take)
        where TTake : ITake
    {
        fixed (byte* pointer = own)
        {
            _given[rank] = ((nint)pointer, own.Length);
            Meet();

            // All see the same lengths, so that nobody leaves while another still copies.
            int other = Array.FindIndex(_given, one => one.Length != _given[0].Length);
            if (other >= 0)
            {
                throw new RanksException(
                    $"Rank 0 exchanges {_given[0].Length} bytes where rank {other} exchanges {_given[other].Length}: they do not do the same.");
            }

            take.Take(this, rank, target);
            Meet();
        }
    }

    private unsafe ReadOnlySpan<byte> Of(int rank) => new((void*)_given[rank].Pointer, _given[rank].Length);

    private interface ITake
    {
        void Take(LocalRanks ranks, int rank, Span<byte> target);
    }

    private readonly struct TakeAll : ITake
    {
        public void Take(LocalRanks ranks, int rank, Span<byte> target)
        {
            for (int i = 0; i < ranks._given.Length; i++) ranks.Of(i).CopyTo(target[(i * ranks.Of(i).Length)..]);
        }
    }

    private readonly struct TakePieces : ITake
    {
        public void Take(LocalRanks ranks, int rank, Span<byte> target)
        {
            int piece = target.Length / ranks._given.Length;
            for (int i = 0; i < ranks._given.Length; i++) ranks.Of(i).Slice(rank * piece, piece).CopyTo(target[(i * piece)..]);
        }
    }

    private readonly struct TakeFirst : ITake
    {
        public void Take(LocalRanks ranks, int rank, Span<byte> target)
        {
            if (rank > 0) ranks.Of(0).CopyTo(target);
        }
    }

    private sealed class Member(LocalRanks ranks, int rank, int count) : ICommunicator
    {
        public int Rank => rank;

        public int Count => count;

        public ICommunicator? Beside { get; } = ranks._beside is { } beside ? new Member(beside, rank, count) : null;

        public void GiveUp() => ranks._failed.Cancel();

        public void Gather(ReadOnlySpan<double> own, Span<double> all) => Gather(MemoryMarshal.AsBytes(own), MemoryMarshal.AsBytes(all));

        public void Gather(ReadOnlySpan<byte> own, Span<byte> all)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(all.Length, own.Length * count);
            ranks.Together(rank, own, all, default(TakeAll));
        }

        public void Exchange(ReadOnlySpan<byte> pieces, Span<byte> received)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(received.Length, pieces.Length);
            ranks.Together(rank, pieces, received, default(TakePieces));
        }

        public void Broadcast(Span<byte> values) => ranks.Together(rank, values, values, default(TakeFirst));
    }
}
