using System.Runtime.CompilerServices;

namespace SpikeDistill.Inference.Kernels;

/// <summary>
/// Sums of rows of weights, those whose inputs fire: a spike adds, it does not multiply. Rows lie one after the other, each of a block of
/// outputs; a list says which are summed, in its order.
/// </summary>
internal static unsafe class RowSums
{
    /// <summary>Sums rows.</summary>
    /// <param name="level">How wide vectors are.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="width">Elements of a row; a row has 32 bytes or more, a power of two.</param>
    /// <param name="list">The rows that are summed.</param>
    /// <param name="count">How many.</param>
    /// <param name="sums">[width].</param>
    public static void Sum<T>(VectorLevel level, T* rows, int width, ushort* list, int count, T* sums)
        where T : unmanaged
    {
        byte* from = (byte*)rows, to = (byte*)sums;
        int bytes = width * sizeof(T), shift = System.Numerics.BitOperations.Log2((uint)bytes), done = 0;
        if (level == VectorLevel.Bits512)
        {
            for (; done + 128 <= bytes; done += 128) Lines<T, Two512<T>>(from + done, shift, list, count, to + done);
            for (; done + 64 <= bytes; done += 64) Lines<T, One512<T>>(from + done, shift, list, count, to + done);
        }

        if (level >= VectorLevel.Bits256)
        {
            for (; done + 128 <= bytes; done += 128) Lines<T, Four256<T>>(from + done, shift, list, count, to + done);
            for (; done + 64 <= bytes; done += 64) Lines<T, Two256<T>>(from + done, shift, list, count, to + done);
            for (; done + 32 <= bytes; done += 32) Lines<T, One256<T>>(from + done, shift, list, count, to + done);
        }

        for (; done + 64 <= bytes; done += 64) Lines<T, Four128<T>>(from + done, shift, list, count, to + done);
        for (; done + 32 <= bytes; done += 32) Lines<T, Two128<T>>(from + done, shift, list, count, to + done);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Lines<T, TSum>(byte* rows, int shift, ushort* list, int count, byte* sums)
        where T : unmanaged
        where TSum : struct, IRowSum<TSum>
    {
        TSum sum = default;
        int i = 0;
        for (; i + 2 <= count; i += 2)
        {
            sum = sum.Add(rows + ((nuint)list[i] << shift)).Add(rows + ((nuint)list[i + 1] << shift));
        }

        if (i < count)
        {
            sum = sum.Add(rows + ((nuint)list[i] << shift));
        }

        sum.Store(sums);
    }
}
