using System.Runtime.InteropServices;
using System.Text;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace SpikeDistill.Ranks;

/// <summary>What ranks do together, made of what a <see cref="ICommunicator"/> carries.</summary>
public static class Exchanges
{
    /// <summary>
    /// Sums values over all ranks in place, the same bits on every rank: element by element ((rank 0 + rank 1) + rank 2) + …, or in pairs
    /// (rank 0 + rank 1) + (rank 2 + rank 3), which is the same whether two or all four of them are sums that a rank has made before.
    /// </summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="values">This rank's values; all have as many, a multiple of their number.</param>
    /// <param name="scratch">As many, to work in.</param>
    /// <param name="inPairs">Whether they are added in pairs, for which their number is a power of two.</param>
    /// <remarks>Each rank sums a part of the elements and gives it to the others: it sends twice its values, however many ranks there are.</remarks>
    public static void Sum(this ICommunicator ranks, Span<float> values, Span<float> scratch, bool inPairs = false)
    {
        ArgumentNullException.ThrowIfNull(ranks);
        (int part, int rest) = Math.DivRem(values.Length, ranks.Count);
        if (rest != 0 || scratch.Length != values.Length)
        {
            throw new ArgumentException(
                $"{values.Length} values with {scratch.Length} to work in cannot be summed by {ranks.Count} ranks; expected a multiple of that, and as many.",
                nameof(values));
        }

        ranks.Exchange(MemoryMarshal.AsBytes(values), MemoryMarshal.AsBytes(scratch));
        foreach ((int into, int from) in inPairs ? SumOrder.InPairs(ranks.Count) : SumOrder.InTurn(ranks.Count))
        {
            Span<float> sum = scratch.Slice(into * part, part);
            TensorPrimitives.Add(sum, scratch.Slice(from * part, part), sum);
        }

        ranks.Gather(MemoryMarshal.AsBytes(scratch[..part]), MemoryMarshal.AsBytes(values));
    }

    /// <summary>The bytes of every rank, which may be of different lengths.</summary>
    internal static byte[][] GatherAll(this ICommunicator ranks, ReadOnlySpan<byte> own)
    {
        double[] lengths = new double[ranks.Count];
        ranks.Gather([own.Length], lengths);
        int longest = checked((int)lengths.Max());
        byte[] padded = new byte[longest], all = new byte[checked(longest * ranks.Count)];
        own.CopyTo(padded);
        ranks.Gather(padded, all);
        return [.. lengths.Select((length, rank) => all.AsSpan(rank * longest, (int)length).ToArray())];
    }

    /// <summary>The texts of every rank.</summary>
    internal static string[] GatherTexts(this ICommunicator ranks, string own)
        => [.. ranks.GatherAll(Encoding.UTF8.GetBytes(own)).Select(text => Encoding.UTF8.GetString(text))];

    /// <summary>Rank 0's bytes, on every rank; what the others hand over is not looked at.</summary>
    internal static byte[] OfFirst(this ICommunicator ranks, byte[] own)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        MemoryMarshal.Write(length, (long)own.Length);
        ranks.Broadcast(length);
        byte[] values = ranks.Rank == 0 ? own : new byte[MemoryMarshal.Read<long>(length)];
        ranks.Broadcast(values);
        return values;
    }

    /// <summary>Rank 0's text, on every rank.</summary>
    internal static string OfFirst(this ICommunicator ranks, string own) => Encoding.UTF8.GetString(ranks.OfFirst(Encoding.UTF8.GetBytes(own)));

    /// <summary>Whether something holds on any rank.</summary>
    internal static bool Any(this ICommunicator ranks, bool own)
    {
        Span<double> all = stackalloc double[ranks.Count];
        ranks.Gather([own ? 1 : 0], all);
        return all.ContainsAnyExcept(0.0);
    }

    /// <summary>Refuses to go on where ranks say different things.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="what">What they say it of, such as <c>versions of SpikeDistill</c>.</param>
    /// <param name="own">What this rank says.</param>
    /// <param name="expected">What is to be done.</param>
    /// <exception cref="RanksException">They differ; every rank throws it.</exception>
    public static void RequireSame(this ICommunicator ranks, string what, string own, string expected)
    {
        ArgumentNullException.ThrowIfNull(ranks);
        string[] all = ranks.GatherTexts(own);
        int other = Array.FindIndex(all, text => text != all[0]);
        if (other > 0)
        {
            (string first, string second) = Difference(all[0], all[other]);
            throw new RanksException($"The ranks have different {what}: rank 0 {first}, rank {other} {second}. {expected}");
        }
    }

    /// <summary>Two texts from where they differ; whole where they are short.</summary>
    private static (string First, string Second) Difference(string first, string second)
    {
        const int before = 40, most = 120;
        if (Math.Max(first.Length, second.Length) <= most) return (first, second);
        int same = first.AsSpan().CommonPrefixLength(second), start = Math.Max(0, same - before);
        return (Cut(first), Cut(second));

        string Cut(string text) => $"'{(start > 0 ? "…" : "")}{text[start..Math.Min(text.Length, start + most)]}'";
    }
}
