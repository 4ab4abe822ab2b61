using System.Numerics;
using System.Runtime.CompilerServices;

namespace SpikeDistill.Tensors.Kernels.Attention;

/// <summary>What the factors that have no channels get of one step, from a place's sums over its channels for each rank.</summary>
internal readonly unsafe struct AttendedRanks
{
    public required int Rank { get; init; }

    public required float* Weights { get; init; }

    /// <summary>[R] of the step.</summary>
    public required float* Temporal { get; init; }

    public required double* WeightTotals { get; init; }

    public required double* TemporalTotals { get; init; }

    /// <summary>Adds a place: its sums [R] times the other factors; vectors of ranks give the bits of one rank after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(float* sums, float* spatial, float* spatialGradient)
    {
        int r = 0;
        for (; r <= Rank - Vector<float>.Count; r += Vector<float>.Count)
        {
            Vector<float> sum = Vector.Load(sums + r), weight = Vector.Load(Weights + r), temporal = Vector.Load(Temporal + r);
            Vector.Store(Vector.Load(spatialGradient + r) + (sum * weight * temporal), spatialGradient + r);
            Vector.Widen(sum, out Vector<double> sumLow, out Vector<double> sumHigh);
            Vector.Widen(weight, out Vector<double> weightLow, out Vector<double> weightHigh);
            Vector.Widen(temporal, out Vector<double> temporalLow, out Vector<double> temporalHigh);
            Vector.Widen(Vector.Load(spatial + r), out Vector<double> spatialLow, out Vector<double> spatialHigh);
            Grow(TemporalTotals + r, sumLow * weightLow * spatialLow, sumHigh * weightHigh * spatialHigh);
            Grow(WeightTotals + r, sumLow * spatialLow * temporalLow, sumHigh * spatialHigh * temporalHigh);
        }

        for (; r < Rank; r++)
        {
            spatialGradient[r] += sums[r] * Weights[r] * Temporal[r];
            TemporalTotals[r] += (double)sums[r] * Weights[r] * spatial[r];
            WeightTotals[r] += (double)sums[r] * spatial[r] * Temporal[r];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Grow(double* totals, Vector<double> low, Vector<double> high)
    {
        Vector.Store(Vector.Load(totals) + low, totals);
        Vector.Store(Vector.Load(totals + Vector<double>.Count) + high, totals + Vector<double>.Count);
    }
}
