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
        float* factors = stackalloc float[AttendedPlaces.Most * Rank], channel = Channel + (sample * Rank * Channels);
        for (int step = 0; step < Steps; step++)
        {
            for (int place = 0, places; place < Places; place += places)
            {
                places = place + AttendedPlaces.Most <= Places ? AttendedPlaces.Most : 1;
                Factors(factors, sample, step, place, places);
                long row = Row(sample, step, place);
                AttendedPlaces group = new() { Channels = Channels, Rank = Rank, Factors = factors, Channel = channel, X = X + row };
                group.Attend<TLanes>(places, Y + row, 0, whole);
                if (whole < Channels) group.Attend<Lanes1>(places, Y + row, whole, Channels);
            }
        }
    }

    private void Backward<TLanes>(long sample)
        where TLanes : struct, ILanes<TLanes>
    {
        int whole = Channels - (Channels % TLanes.Count), elements = Rank * Channels, most = AttendedPlaces.Most * Rank;
        float* factors = stackalloc float[most], sums = stackalloc float[most], totals = stackalloc float[most];
        float* lanes = stackalloc float[most * TLanes.Count], channel = Channel + (sample * elements);
        MemoryBlock scratch = Memory.Rent(((sizeof(double) + sizeof(float)) * (long)elements) + (sizeof(double) * (long)Rank * (Steps + 1)));
        double* channelTotals = (double*)scratch.Pointer, weightTotals = channelTotals + elements, temporalTotals = weightTotals + Rank;
        float* channelSums = (float*)(temporalTotals + (Steps * Rank));
        new Span<byte>(scratch.Pointer, ((sizeof(double) + sizeof(float)) * elements) + (sizeof(double) * Rank * (Steps + 1))).Clear();
        float* spatialGradient = SpatialGradient + (sample * Places * Rank);
        new Span<float>(spatialGradient, Places * Rank).Clear();
        int additions = 0;
        for (int step = 0; step < Steps; step++)
        {
            AttendedRanks ranks = new()
            {
                Rank = Rank,
                Weights = Weights,
                Temporal = Temporal + (((step * (long)Samples) + sample) * Rank),
                WeightTotals = weightTotals,
                TemporalTotals = temporalTotals + (step * Rank),
            };
            for (int place = 0, places; place < Places; place += places)
            {
                places = place + AttendedPlaces.Most <= Places && additions + AttendedPlaces.Most <= MostAdditions ? AttendedPlaces.Most : 1;
                Factors(factors, sample, step, place, places);
                new Span<float>(lanes, places * Rank * TLanes.Count).Clear();
                new Span<float>(sums, places * Rank).Clear();
                long row = Row(sample, step, place);
                AttendedPlaces group = new() { Channels = Channels, Rank = Rank, Factors = factors, Channel = channel, X = X + row };
                group.Differentiate<TLanes>(places, OutputGradient + row, InputGradient + row, lanes, channelSums, 0, whole);
                if (whole < Channels)
                {
                    group.Differentiate<Lanes1>(places, OutputGradient + row, InputGradient + row, sums, channelSums, whole, Channels);
                }

                LaneTotal.Of<TLanes>(lanes, places * Rank, totals);
                for (int i = 0; i < places * Rank; i++) sums[i] += totals[i];
                for (int i = 0; i < places; i++)
                {
                    long of = (place + i) * (long)Rank;
                    ranks.Add(sums + (i * Rank), Spatial + (sample * Places * Rank) + of, spatialGradient + of);
                }

                additions += places;
                if (additions == MostAdditions)
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

    /// <summary>weights · temporal · spatial of places and a step, for each place and rank.</summary>
    private void Factors(float* factors, long sample, int step, int place, int places)
    {
        float* spatial = Spatial + (((sample * Places) + place) * Rank), temporal = Temporal + (((step * (long)Samples) + sample) * Rank);
        for (int i = 0; i < places; i++, factors += Rank, spatial += Rank)
        {
            for (int r = 0; r < Rank; r++) factors[r] = Weights[r] * temporal[r] * spatial[r];
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
