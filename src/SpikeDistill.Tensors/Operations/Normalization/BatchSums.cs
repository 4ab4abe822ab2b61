namespace SpikeDistill.Tensors.Operations;

/// <summary>Sums over a batch that lies on several engines: those of each are put together in the order of ranks, in double precision.</summary>
internal static class BatchSums
{
    /// <summary>
    /// Makes mean and Σ (x − mean)² of each engine's rows those of all rows (Chan, Golub and LeVeque, 1983):
    /// Σ over engines of squares + n · (mean − mean of all)².
    /// </summary>
    /// <returns>The number of all rows.</returns>
    public static long Join(IReplicas replicas, long rows, double[] mean, double[] squares)
    {
        int channels = mean.Length;
        double[] own = [rows, .. mean, .. squares], all = new double[own.Length * replicas.Count];
        replicas.Gather(own, all);
        double total = 0;
        for (int rank = 0; rank < replicas.Count; rank++) total += all[rank * own.Length];
        for (int c = 0; c < channels; c++)
        {
            double sum = 0, square = 0;
            for (int at = 0; at < all.Length; at += own.Length) sum += all[at] * all[at + 1 + c];
            mean[c] = sum / total;
            for (int at = 0; at < all.Length; at += own.Length)
            {
                double distance = all[at + 1 + c] - mean[c];
                square += all[at + 1 + channels + c] + (all[at] * distance * distance);
            }

            squares[c] = square;
        }

        return (long)total;
    }

    /// <summary>Two sums for each channel over all engines.</summary>
    public static (double[] First, double[] Second) Add(IReplicas replicas, ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        int channels = first.Length;
        double[] own = [.. first, .. second], all = new double[own.Length * replicas.Count], sum = new double[own.Length];
        replicas.Gather(own, all);
        for (int at = 0; at < all.Length; at += own.Length)
        {
            for (int i = 0; i < sum.Length; i++) sum[i] += all[at + i];
        }

        return (sum[..channels], sum[channels..]);
    }
}
