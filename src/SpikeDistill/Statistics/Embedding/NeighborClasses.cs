namespace SpikeDistill.Statistics.Embedding;

/// <summary>How far points of one class lie together.</summary>
internal static class NeighborClasses
{
    /// <summary>The share of the nearest neighbors, by Euclidean distance, that have a point's own class; the mean over the points.</summary>
    /// <param name="points">[count, dimensions], row by row, finite.</param>
    /// <param name="labels">A class for each.</param>
    /// <param name="neighbors">Neighbors of each that are looked at, or all the others where there are fewer.</param>
    /// <param name="threads">Threads that look.</param>
    /// <param name="token">Stops it.</param>
    public static double Share(ReadOnlyMemory<float> points, int[] labels, int neighbors, int threads, CancellationToken token)
    {
        Neighbors nearest = Neighbors.Find(points, labels.Length, neighbors, threads, token);
        int own = nearest.Indices.Index().Count(one => labels[one.Item] == labels[one.Index / nearest.Each]);
        return own / (double)nearest.Indices.Length;
    }
}
