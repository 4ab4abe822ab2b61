namespace SpikeDistill.Reference.Kernels;

/// <summary>Layer normalization by its definition, in double precision.</summary>
public static class ReferenceLayerNorm
{
    /// <summary>Rows as long as gamma and beta.</summary>
    public static double[] Run(double[] x, double[] gamma, double[] beta, double epsilon)
    {
        int columns = gamma.Length;
        return [.. x.Chunk(columns).SelectMany(row =>
        {
            double mean = row.Average(), variance = row.Average(value => (value - mean) * (value - mean));
            return row.Select((value, c) => ((value - mean) / Math.Sqrt(variance + epsilon) * gamma[c]) + beta[c]);
        })];
    }
}
