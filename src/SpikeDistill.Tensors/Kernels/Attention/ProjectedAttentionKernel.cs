using SpikeDistill.Tensors.Kernels.Reduce;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;

namespace SpikeDistill.Tensors.Kernels.Attention;

/// <summary>
/// The images [start, end) of <see cref="Operations.ProjectedAttentionOperation"/>, backward where there is a gradient. For each place and step
/// the first three factors are one number a rank, and what is left is a small product with the channels'.
/// </summary>
internal readonly unsafe struct ProjectedAttentionKernel : ILaneKernel
{
    // Rows between two times that float sums go into double precision.
    private const int MostAdditions = 256;

    public required MemoryPool Memory { get; init; }

    public required int Steps { get; init; }

    public required int Samples { get; init; }

    public required int Places { get; init; }

    public required int Channels { get; init; }

    public required int Rank { get; init; }

    public float* X { get; init; }

    /// <summary>[N, P, R].</summary>
    public float* Spatial { get; init; }

    /// <summary>[T, N, R].</summary>
    public float* Temporal { get; init; }

    /// <summary>[N, R, C].</summary>
    public float* Channel { get; init; }

    public float* Weights { get; init; }

    public float* Y { get; init; }

    public float* OutputGradient { get; init; }

    public float* InputGradient { get; init; }

    public float* SpatialGradient { get; init; }

    public float* TemporalGradient { get; init; }

    public float* ChannelGradient { get; init; }

    /// <summary>[N, R], each image's share.</summary>
    public float* WeightGradients { get; init; }

    public void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
    {
        for (long sample = start; sample < end; sample++)
        {
            if (OutputGradient is null) Forward<TLanes>(sample);
            else Backward<TLanes>(sample);
        }
    }

    private void Forward<TLanes>(long sample)
        where TLanes : struct, ILanes<TLanes>
    {
        int whole = Channels - (Channels % TLanes.Count);
        float* factors = stackalloc float[Rank], channel = Channel + (sample * Rank * Channels);
        for (int step = 0; step < Steps; step++)
        {
            for (int place = 0; place < Places; place++)
            {
                Factors(factors, sample, step, place);
                long row = Row(sample, step, place);
                Attend<TLanes>(factors, channel, X + row, Y + row, 0, whole);
                Attend<Lanes1>(factors, channel, X + row, Y + row, whole, Channels);
            }
        }
    }

    private void Backward<TLanes>(long sample)
        where TLanes : struct, ILanes<TLanes>
    {
        int whole = Channels - (Channels % TLanes.Count), elements = Rank * Channels;
        float* factors = stackalloc float[Rank], lanes = stackalloc float[Rank * TLanes.Count], channel = Channel + (sample * elements);
        float* sums = stackalloc float[Rank];
        MemoryBlock scratch = Memory.Rent(((sizeof(double) + sizeof(float)) * (long)elements) + (sizeof(double) * (long)Rank * (Steps + 1)));
        double* channelTotals = (double*)scratch.Pointer, weightTotals = channelTotals + elements, temporalTotals = weightTotals + Rank;
        float* channelSums = (float*)(temporalTotals + (Steps * Rank));
        new Span<byte>(scratch.Pointer, ((sizeof(double) + sizeof(float)) * elements) + (sizeof(double) * Rank * (Steps + 1))).Clear();
        float* spatialGradient = SpatialGradient + (sample * Places * Rank);
        new Span<float>(spatialGradient, Places * Rank).Clear();
        int additions = 0;
        for (int step = 0; step < Steps; step++)
        {
            float* temporal = Temporal + (((step * (long)Samples) + sample) * Rank);
            for (int place = 0; place < Places; place++)
            {
                Factors(factors, sample, step, place);
                new Span<float>(lanes, Rank * TLanes.Count).Clear();
                new Span<float>(sums, Rank).Clear();
                long row = Row(sample, step, place);
                Differentiate<TLanes>(factors, channel, row, lanes, channelSums, 0, whole);
                Differentiate<Lanes1>(factors, channel, row, sums, channelSums, whole, Channels);
                float* spatial = Spatial + (((sample * Places) + place) * Rank), given = spatialGradient + (place * Rank);
                for (int r = 0; r < Rank; r++)
                {
                    sums[r] += LaneTotal.Of(TLanes.Load(lanes + (r * TLanes.Count)));
                    given[r] += sums[r] * Weights[r] * temporal[r];
                    temporalTotals[(step * Rank) + r] += (double)sums[r] * Weights[r] * spatial[r];
                    weightTotals[r] += (double)sums[r] * spatial[r] * temporal[r];
                }

                if (++additions == MostAdditions)
                {
                    MoveSums(channelSums, channelTotals, elements);
                    additions = 0;
                }
            }
        }

        MoveSums(channelSums, channelTotals, elements);
        for (int i = 0; i < elements; i++) ChannelGradient[(sample * elements) + i] = (float)channelTotals[i];
        for (int r = 0; r < Rank; r++)
        {
            WeightGradients[(sample * Rank) + r] = (float)weightTotals[r];
            for (int step = 0; step < Steps; step++)
            {
                TemporalGradient[(((step * (long)Samples) + sample) * Rank) + r] = (float)temporalTotals[(step * Rank) + r];
            }
        }

        Memory.Return(scratch);
    }

    private long Row(long sample, int step, int place) => ((((step * (long)Samples) + sample) * Places) + place) * Channels;

    /// <summary>weights · spatial · temporal of a place and step, for each rank.</summary>
    private void Factors(float* factors, long sample, int step, int place)
    {
        float* spatial = Spatial + (((sample * Places) + place) * Rank), temporal = Temporal + (((step * (long)Samples) + sample) * Rank);
        for (int r = 0; r < Rank; r++) factors[r] = Weights[r] * temporal[r] * spatial[r];
    }

    private TLanes Attention<TLanes>(float* factors, float* channel, int c)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes sum = TLanes.Create(0);
        for (int r = 0; r < Rank; r++) sum = TLanes.MultiplyAdd(TLanes.Create(factors[r]), TLanes.Load(channel + (r * Channels) + c), sum);
        return sum;
    }

    private void Attend<TLanes>(float* factors, float* channel, float* x, float* y, int start, int end)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int c = start; c < end; c += TLanes.Count)
        {
            TLanes.Max(TLanes.Load(x + c) * Attention<TLanes>(factors, channel, c), TLanes.Create(0)).Store(y + c);
        }
    }

    /// <summary>Writes dx, and adds what the channels' factors and, in lanes side by side, each rank's other factors get.</summary>
    private void Differentiate<TLanes>(float* factors, float* channel, long row, float* lanes, float* channelSums, int start, int end)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int c = start; c < end; c += TLanes.Count)
        {
            TLanes x = TLanes.Load(X + row + c), attention = Attention<TLanes>(factors, channel, c), zero = TLanes.Create(0);
            TLanes gradient = TLanes.Select(TLanes.MoreThan(x * attention, zero), TLanes.Load(OutputGradient + row + c), zero);
            (gradient * attention).Store(InputGradient + row + c);
            TLanes ofAttention = gradient * x;
            for (int r = 0; r < Rank; r++)
            {
                float* sum = channelSums + (r * Channels) + c, lane = lanes + (r * TLanes.Count);
                TLanes.MultiplyAdd(ofAttention, TLanes.Create(factors[r]), TLanes.Load(sum)).Store(sum);
                TLanes.MultiplyAdd(ofAttention, TLanes.Load(channel + (r * Channels) + c), TLanes.Load(lane)).Store(lane);
            }
        }
    }

    private static void MoveSums(float* sums, double* totals, int count)
    {
        for (int i = 0; i < count; i++)
        {
            totals[i] += sums[i];
            sums[i] = 0;
        }
    }
}
