using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels;

/// <summary>
/// Mean and variance of each channel over all rows. A chunk's sums are of the differences from the mean of some of its
/// rows, so nothing cancels however large the mean is; chunks are combined in double precision (Chan, Golub and LeVeque, 1983).
/// </summary>
internal static unsafe class ChannelStatistics
{
    /// <summary>Fills the mean and the biased variance (divided by the number of rows).</summary>
    public static void Run(Engine engine, Tensor x, Span<float> mean, Span<float> variance)
    {
        int channels = x.Shape[^1];
        long rows = x.Shape.Count / channels;
        using ChannelSums sums = ChannelSums.Run(engine, rows, channels, new Terms(x.Floats, channels));
        for (int c = 0; c < channels; c++)
        {
            double total = 0;
            for (int chunk = 0; chunk < sums.Chunks; chunk++)
            {
                total += ((double)sums.RowsOf(chunk) * sums.Center(chunk, c)) + sums.First(chunk, c);
            }

            double average = total / rows, squares = 0;
            for (int chunk = 0; chunk < sums.Chunks; chunk++)
            {
                // Σ (x − average)² with x = center + d: Σd² + 2 (center − average) Σd + n (center − average)².
                double shift = sums.Center(chunk, c) - average;
                squares += sums.Second(chunk, c) + (shift * ((2 * (double)sums.First(chunk, c)) + (sums.RowsOf(chunk) * shift)));
            }

            mean[c] = (float)average;
            variance[c] = (float)Math.Max(0, squares / rows);
        }
    }

    private readonly struct Terms(float* x, int channels) : IChannelTerms
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Center<TLanes>(long firstRow, long endRow, int channel)
            where TLanes : struct, ILanes<TLanes>
        {
            const int samples = 8;
            TLanes sum = TLanes.Create(0);
            for (int i = 0; i < samples; i++)
            {
                long row = firstRow + ((endRow - firstRow) * i / samples);
                sum += TLanes.Load(x + (row * channels) + channel);
            }

            return sum * TLanes.Create(1f / samples);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add<TLanes>(long row, int channel, TLanes center, ref TLanes first, ref TLanes second)
            where TLanes : struct, ILanes<TLanes>
        {
            TLanes difference = TLanes.Load(x + (row * channels) + channel) - center;
            first += difference;
            second = TLanes.MultiplyAdd(difference, difference, second);
        }
    }
}
