namespace SpikeDistill.Inference.Execution;

/// <summary>Which parts of a sum 16 bits hold together, whatever fires.</summary>
internal static class SumRuns
{
    /// <summary>More runs than these are better summed in 32 bits.</summary>
    public const int Most = 8;

    /// <summary>Behind the last part of each run; null where a part alone is too much, or there would be too many.</summary>
    /// <param name="bounds">The largest size of the sum of each part.</param>
    /// <param name="planes">Spikes that a value is the sum of.</param>
    public static int[]? Of(IReadOnlyList<int> bounds, int planes)
    {
        List<int> ends = [];
        long sum = 0;
        for (int part = 0; part < bounds.Count; part++)
        {
            long bound = bounds[part] * (long)planes;
            if (bound > short.MaxValue)
            {
                return null;
            }

            if (sum + bound > short.MaxValue)
            {
                ends.Add(part);
                sum = 0;
            }

            sum += bound;
        }

        return ends.Count < Most ? [.. ends, bounds.Count] : null;
    }
}
