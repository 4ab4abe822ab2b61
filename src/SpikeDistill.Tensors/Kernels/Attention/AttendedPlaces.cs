using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Attention;

/// <summary>
/// One or four neighbouring places of a step: four share each vector of the channels' factors and of what these get. The order of every sum is that of
/// one place after the other.
/// </summary>
internal readonly unsafe struct AttendedPlaces
{
    /// <summary>Places that go side by side.</summary>
    public const int Most = 4;

    public required int Channels { get; init; }

    public required int Rank { get; init; }

    /// <summary>[places, R], the product of the other factors.</summary>
    public required float* Factors { get; init; }

    /// <summary>[R, C].</summary>
    public required float* Channel { get; init; }

    /// <summary>[places, C].</summary>
    public required float* X { get; init; }

    /// <summary>y = max(x · attention, 0) of the channels [start, end).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Attend<TLanes>(int places, float* y, int start, int end)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes zero = TLanes.Create(0);
        for (int c = start; c < end; c += TLanes.Count)
        {
            float* x = X + c, to = y + c;
            if (places == 1)
            {
                TLanes.Max(TLanes.Load(x) * One<TLanes>(c), zero).Store(to);
                continue;
            }

            Four<TLanes>(c, out TLanes a0, out TLanes a1, out TLanes a2, out TLanes a3);
            TLanes.Max(TLanes.Load(x) * a0, zero).Store(to);
            TLanes.Max(TLanes.Load(x + Channels) * a1, zero).Store(to + Channels);
            TLanes.Max(TLanes.Load(x + (2 * Channels)) * a2, zero).Store(to + (2 * Channels));
            TLanes.Max(TLanes.Load(x + (3 * Channels)) * a3, zero).Store(to + (3 * Channels));
        }
    }

    /// <summary>
    /// Writes dx of the channels [start, end), and adds what the channels' factors get and, in lanes side by side, each place's other factors.
    /// </summary>
    /// <param name="places">1 or <see cref="Most"/>.</param>
    /// <param name="dy">[places, C].</param>
    /// <param name="dx">[places, C], which may be dy.</param>
    /// <param name="lanes">[places, R, lanes].</param>
    /// <param name="channelSums">[R, C].</param>
    /// <param name="start">The first channel.</param>
    /// <param name="end">The channel behind the last.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Differentiate<TLanes>(int places, float* dy, float* dx, float* lanes, float* channelSums, int start, int end)
        where TLanes : struct, ILanes<TLanes>
    {
        int step = Rank * TLanes.Count;
        for (int c = start; c < end; c += TLanes.Count)
        {
            float* factors = Factors, channel = Channel + c, sum = channelSums + c, lane = lanes;
            if (places == 1)
            {
                TLanes of = Back(X + c, dy + c, dx + c, One<TLanes>(c));
                for (int r = 0; r < Rank; r++, factors++, channel += Channels, sum += Channels, lane += TLanes.Count)
                {
                    TLanes.MultiplyAdd(of, TLanes.Create(*factors), TLanes.Load(sum)).Store(sum);
                    TLanes.MultiplyAdd(of, TLanes.Load(channel), TLanes.Load(lane)).Store(lane);
                }

                continue;
            }

            Four<TLanes>(c, out TLanes a0, out TLanes a1, out TLanes a2, out TLanes a3);
            TLanes of0 = Back(X + c, dy + c, dx + c, a0);
            TLanes of1 = Back(X + Channels + c, dy + Channels + c, dx + Channels + c, a1);
            TLanes of2 = Back(X + (2 * Channels) + c, dy + (2 * Channels) + c, dx + (2 * Channels) + c, a2);
            TLanes of3 = Back(X + (3 * Channels) + c, dy + (3 * Channels) + c, dx + (3 * Channels) + c, a3);
            for (int r = 0; r < Rank; r++, factors++, channel += Channels, sum += Channels, lane += TLanes.Count)
            {
                TLanes total = TLanes.MultiplyAdd(of0, TLanes.Create(factors[0]), TLanes.Load(sum));
                total = TLanes.MultiplyAdd(of1, TLanes.Create(factors[Rank]), total);
                total = TLanes.MultiplyAdd(of2, TLanes.Create(factors[2 * Rank]), total);
                TLanes.MultiplyAdd(of3, TLanes.Create(factors[3 * Rank]), total).Store(sum);
                TLanes by = TLanes.Load(channel);
                TLanes.MultiplyAdd(of0, by, TLanes.Load(lane)).Store(lane);
                TLanes.MultiplyAdd(of1, by, TLanes.Load(lane + step)).Store(lane + step);
                TLanes.MultiplyAdd(of2, by, TLanes.Load(lane + (2 * step))).Store(lane + (2 * step));
                TLanes.MultiplyAdd(of3, by, TLanes.Load(lane + (3 * step))).Store(lane + (3 * step));
            }
        }
    }

    /// <summary>The attention of a place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLanes One<TLanes>(int c)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes sum = TLanes.Create(0);
        float* channel = Channel + c;
        for (int r = 0; r < Rank; r++, channel += Channels) sum = TLanes.MultiplyAdd(TLanes.Create(Factors[r]), TLanes.Load(channel), sum);
        return sum;
    }

    /// <summary>The attention of four places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Four<TLanes>(int c, out TLanes a0, out TLanes a1, out TLanes a2, out TLanes a3)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes s0 = TLanes.Create(0), s1 = s0, s2 = s0, s3 = s0;
        float* channel = Channel + c, factors = Factors;
        for (int r = 0; r < Rank; r++, channel += Channels, factors++)
        {
            TLanes by = TLanes.Load(channel);
            s0 = TLanes.MultiplyAdd(TLanes.Create(factors[0]), by, s0);
            s1 = TLanes.MultiplyAdd(TLanes.Create(factors[Rank]), by, s1);
            s2 = TLanes.MultiplyAdd(TLanes.Create(factors[2 * Rank]), by, s2);
            s3 = TLanes.MultiplyAdd(TLanes.Create(factors[3 * Rank]), by, s3);
        }

        (a0, a1, a2, a3) = (s0, s1, s2, s3);
    }

    /// <summary>Writes dx of a vector; gives what its attention gets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Back<TLanes>(float* x, float* dy, float* dx, TLanes attention)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes value = TLanes.Load(x), zero = TLanes.Create(0);
        TLanes gradient = TLanes.Select(TLanes.MoreThan(value * attention, zero), TLanes.Load(dy), zero);
        (gradient * attention).Store(dx);
        return gradient * value;
    }
}
