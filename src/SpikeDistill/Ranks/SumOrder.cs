namespace SpikeDistill.Ranks;

/// <summary>In which order sums of several are put together: which is added to which, the first of all at last holding the sum.</summary>
internal static class SumOrder
{
    /// <summary>((0 + 1) + 2) + …</summary>
    public static IEnumerable<(int Into, int From)> InTurn(int count)
    {
        for (int from = 1; from < count; from++) yield return (0, from);
    }

    /// <summary>
    /// (0 + 1) + (2 + 3) and so on. Where the number is a power of two and consecutive ones, as many for each, were put together so before, the rest
    /// goes on in the same order.
    /// </summary>
    public static IEnumerable<(int Into, int From)> InPairs(int count)
    {
        for (int apart = 1; apart < count; apart *= 2)
        {
            for (int into = 0; into + apart < count; into += 2 * apart) yield return (into, into + apart);
        }
    }
}
