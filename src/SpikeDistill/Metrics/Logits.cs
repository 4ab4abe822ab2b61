namespace SpikeDistill.Metrics;

/// <summary>What is read off one row of logits.</summary>
internal static class Logits
{
    /// <summary>The class with the largest logit, the first of equals.</summary>
    public static int Largest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }

        return best;
    }

    /// <summary>The softmax.</summary>
    public static double[] Probabilities(ReadOnlySpan<float> logits)
    {
        double all = LogSumExp(logits);
        double[] probabilities = new double[logits.Length];
        for (int c = 0; c < probabilities.Length; c++) probabilities[c] = Math.Exp(logits[c] - all);
        return probabilities;
    }

    /// <summary>ln Σ exp(logit), safe for large logits.</summary>
    public static double LogSumExp(ReadOnlySpan<float> logits)
    {
        double largest = logits[Largest(logits)], sum = 0;
        foreach (float value in logits)
        {
            sum += Math.Exp(value - largest);
        }

        return Math.Log(sum) + largest;
    }
}
