using System.Numerics;
using System.Runtime.InteropServices;

namespace SpikeDistill.Statistics.Embedding;

/// <summary>The nearest neighbors of every point, by Euclidean distance, each against all.</summary>
/// <param name="Count">Points.</param>
/// <param name="Each">Neighbors of each.</param>
/// <param name="Indices">[points, neighbors], the nearest first.</param>
/// <param name="SquaredDistances">Beside them.</param>
internal sealed record Neighbors(int Count, int Each, int[] Indices, float[] SquaredDistances)
{
    public static Neighbors Find(ReadOnlyMemory<float> points, int count, int most, int threads, CancellationToken token)
    {
        int each = Math.Min(most, count - 1), dimensions = points.Length / count;
        int[] indices = new int[count * each];
        float[] nearest = new float[count * each];
        Parallel.For(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = token },
            () => (Distances: new float[count], Order: new int[count]),
            (i, _, scratch) =>
            {
                ReadOnlySpan<float> all = points.Span, own = all.Slice(i * dimensions, dimensions);
                for (int j = 0; j < count; j++)
                {
                    scratch.Distances[j] = j == i ? -1 : SquaredDistance(own, all.Slice(j * dimensions, dimensions));
                    scratch.Order[j] = j;
                }

                Array.Sort(scratch.Distances, scratch.Order);
                scratch.Order.AsSpan(1, each).CopyTo(indices.AsSpan(i * each));
                scratch.Distances.AsSpan(1, each).CopyTo(nearest.AsSpan(i * each));
                return scratch;
            },
            _ => { });
        return new Neighbors(count, each, indices, nearest);
    }

    private static float SquaredDistance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<Vector<float>> wholeA = MemoryMarshal.Cast<float, Vector<float>>(a), wholeB = MemoryMarshal.Cast<float, Vector<float>>(b);
        Vector<float> sums = Vector<float>.Zero;
        for (int i = 0; i < wholeA.Length; i++)
        {
            Vector<float> difference = wholeA[i] - wholeB[i];
            sums += difference * difference;
        }

        float sum = Vector.Sum(sums);
        for (int i = wholeA.Length * Vector<float>.Count; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }
}
