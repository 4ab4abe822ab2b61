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
    /// <param name="lists">The rows that are summed: of place i those from the i-th end to the next.</param>
    /// <param name="ends">[places · 2] or, of one run of several, where its list begins and ends.</param>
    /// <param name="count">Places.</param>
    /// <param name="sums">[places, width].</param>
    public static void Sum<T>(VectorLevel level, T* rows, int width, ushort* lists, int* ends, int count, T* sums)
        where T : unmanaged
    {
        byte* from = (byte*)rows, to = (byte*)sums;
        int bytes = width * sizeof(T), shift = System.Numerics.BitOperations.Log2((uint)bytes), done = 0;
        if (level == VectorLevel.Bits512)
        {
            for (; done + 128 <= bytes; done += 128) Lines<T, Two512<T>>(from + done, shift, lists, ends, count, to + done);
            for (; done + 64 <= bytes; done += 64) Lines<T, One512<T>>(from + done, shift, lists, ends, count, to + done);
        }

        if (level >= VectorLevel.Bits256)
        {
            for (; done + 128 <= bytes; done += 128) Lines<T, Four256<T>>(from + done, shift, lists, ends, count, to + done);
            for (; done + 64 <= bytes; done += 64) Lines<T, Two256<T>>(from + done, shift, lists, ends, count, to + done);
            for (; done + 32 <= bytes; done += 32) Lines<T, One256<T>>(from + done, shift, lists, ends, count, to + done);
        }

        for (; done + 64 <= bytes; done += 64) Lines<T, Four128<T>>(from + done, shift, lists, ends, count, to + done);
        for (; done + 32 <= bytes; done += 32) Lines<T, Two128<T>>(from + done, shift, lists, ends, count, to + done);
    }

    private static void Lines<T, TSum>(byte* rows, int shift, ushort* lists, int* ends, int count, byte* sums)
        where T : unmanaged
        where TSum : struct, IRowSum<TSum>
    {
        for (int place = 0; place < count; place++, ends += 2, sums += (nint)1 << shift)
        {
            ushort* list = lists + ends[0], end = lists + ends[1];
            TSum sum = default;
            for (; list + 4 <= end; list += 4)
            {
                // Four numbers of rows at once.
                ulong four = *(ulong*)list;
                sum = sum.Add(rows + ((nuint)(ushort)four << shift))
                    .Add(rows + ((nuint)(ushort)(four >> 16) << shift))
                    .Add(rows + ((nuint)(ushort)(four >> 32) << shift))
                    .Add(rows + ((nuint)(four >> 48) << shift));
            }

            for (; list < end; list++)
            {
                sum = sum.Add(rows + ((nuint)(*list) << shift));
            }

            sum.Store(sums);
        }
    }
}
