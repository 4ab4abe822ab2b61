namespace SpikeDistill.Inference;

/// <summary>How sure a network is of an image.</summary>
/// <param name="Best">The class with the largest mean logit; of equal ones the first.</param>
/// <param name="Margin">Its lead over the next.</param>
public readonly record struct Sureness(int Best, float Margin)
{
    /// <summary>From logits that are summed over steps.</summary>
    /// <param name="sums">[classes].</param>
    /// <param name="steps">Steps.</param>
    public static Sureness Of(ReadOnlySpan<float> sums, int steps)
    {
        int best = 0;
        float next = float.NegativeInfinity;
        for (int i = 1; i < sums.Length; i++)
        {
            if (sums[i] > sums[best])
            {
                next = sums[best];
                best = i;
            }
            else
            {
                next = Math.Max(next, sums[i]);
            }
        }

        return new Sureness(best, (sums[best] - next) / Math.Max(1, steps));
    }
}
