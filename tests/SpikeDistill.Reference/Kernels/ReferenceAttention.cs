namespace SpikeDistill.Reference.Kernels;

/// <summary>Attention by its definition, in double precision: queries, keys and values [Samples, Tokens, Heads · Depth].</summary>
public sealed record ReferenceAttention(int Samples, int Tokens, int Heads, int Depth)
{
    /// <summary>scale · (q kᵀ) v, head by head.</summary>
    public double[] Linear(double[] q, double[] k, double[] v, double scale) => Run(q, k, v, scores => scores, scale);

    /// <summary>softmax(scale · q kᵀ) v, head by head.</summary>
    public double[] Softmax(double[] q, double[] k, double[] v, double scale) => Run(
        q, k, v,
        scores =>
        {
            double[] powers = [.. scores.Select(score => Math.Exp(scale * (score - scores.Max())))];
            return [.. powers.Select(power => power / powers.Sum())];
        },
        1);

    private double[] Run(double[] q, double[] k, double[] v, Func<double[], double[]> weigh, double factor)
    {
        double[] y = new double[q.Length];
        for (int sample = 0; sample < Samples; sample++)
        {
            for (int head = 0; head < Heads; head++)
            {
                int At(int token, int c) => (((((sample * Tokens) + token) * Heads) + head) * Depth) + c;
                for (int i = 0; i < Tokens; i++)
                {
                    double[] weights = weigh([.. Enumerable.Range(0, Tokens).Select(j => Enumerable.Range(0, Depth).Sum(c => q[At(i, c)] * k[At(j, c)]))]);
                    for (int c = 0; c < Depth; c++) y[At(i, c)] = factor * Enumerable.Range(0, Tokens).Sum(j => weights[j] * v[At(j, c)]);
                }
            }
        }

        return y;
    }
}
