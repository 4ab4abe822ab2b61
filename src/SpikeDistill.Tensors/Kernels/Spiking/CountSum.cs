using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Spiking;

/// <summary>Sums of spikes and counts as bytes, eight side by side in a word; no sum passes 255, so none runs into the next.</summary>
internal static unsafe class CountSum
{
    private const int Side = sizeof(ulong);

    // Byte i of an entry is bit i of its index.
    private static readonly ulong[] BytesOfBits = MakeBytes();

    public static void Run(Workers workers, Tensor a, Tensor b, Tensor target)
    {
        if (a.Kind == StorageKind.Spikes) Run(workers, new SpikeBytes(a), b, target);
        else Run(workers, new PlainBytes(a), b, target);
    }

    private static void Run<TLeft>(Workers workers, TLeft a, Tensor b, Tensor target)
        where TLeft : struct, IByteRows
    {
        if (b.Kind == StorageKind.Spikes) Run(workers, a, new SpikeBytes(b), target);
        else Run(workers, a, new PlainBytes(b), target);
    }

    private static void Run<TLeft, TRight>(Workers workers, TLeft a, TRight b, Tensor target)
        where TLeft : struct, IByteRows
        where TRight : struct, IByteRows
    {
        int columns = target.Shape.Rank == 0 ? 1 : target.Shape[^1];
        byte* first = target.CountBytes;
        if (target.Shape.Count == 0) return;
        workers.ForRange(target.Shape.Count / columns, Math.Max(1, Workers.ElementGrain / columns), (start, end) =>
        {
            for (long row = start; row < end; row++)
            {
                byte* to = first + (row * columns);
                int c = 0;
                for (; c <= columns - Side; c += Side) *(ulong*)(to + c) = a.Eight(row, c) + b.Eight(row, c);
                for (; c < columns; c++) to[c] = (byte)(a.One(row, c) + b.One(row, c));
            }
        });
    }

    private static ulong[] MakeBytes()
    {
        ulong[] bytes = new ulong[256];
        for (int bits = 0; bits < bytes.Length; bits++)
        {
            for (int i = 0; i < Side; i++) bytes[bits] |= (ulong)((bits >> i) & 1) << (8 * i);
        }

        return bytes;
    }

    private interface IByteRows
    {
        /// <summary>Eight elements of a row from a column on that is a multiple of eight.</summary>
        ulong Eight(long row, int column);

        int One(long row, int column);
    }

    private readonly struct SpikeBytes(Tensor x) : IByteRows
    {
        private readonly byte* _bits = x.SpikeBytes;
        private readonly int _rowBytes = SpikeLayout.RowBytes(x.Shape[^1]);
        private readonly ulong[] _bytes = BytesOfBits;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Eight(long row, int column) => _bytes[_bits[(row * _rowBytes) + (column >> 3)]];

        public int One(long row, int column) => (_bits[(row * _rowBytes) + (column >> 3)] >> (column & 7)) & 1;
    }

    private readonly struct PlainBytes(Tensor x) : IByteRows
    {
        private readonly byte* _counts = x.CountBytes;
        private readonly long _columns = x.Shape.Rank == 0 ? 1 : x.Shape[^1];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Eight(long row, int column) => *(ulong*)(_counts + (row * _columns) + column);

        public int One(long row, int column) => _counts[(row * _columns) + column];
    }
}
