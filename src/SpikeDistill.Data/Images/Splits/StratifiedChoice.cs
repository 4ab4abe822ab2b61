using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>A random choice of images in which each class has its share, to the nearest image (largest remainder).</summary>
internal static class StratifiedChoice
{
    /// <summary>The chosen indices in ascending order.</summary>
    public static int[] Indices(IImageDataSet source, int count, long seed, string purpose)
    {
        List<int>[] byClass = [.. Enumerable.Range(0, source.Classes).Select(_ => new List<int>())];
        for (int index = 0; index < source.Count; index++) byClass[source.Label(index)].Add(index);

        int[] quotas = Quotas(byClass, count, source.Count);
        List<int> chosen = new(count);
        for (int label = 0; label < byClass.Length; label++)
        {
            int[] members = [.. byClass[label]];
            new CounterRandom(seed, purpose, label).Shuffle<int>(members);
            chosen.AddRange(members[..quotas[label]]);
        }

        chosen.Sort();
        return [.. chosen];
    }

    private static int[] Quotas(List<int>[] byClass, int count, int total)
    {
        int[] quotas = [.. byClass.Select(members => (int)((long)count * members.Count / total))];
        int missing = count - quotas.Sum();
        IEnumerable<int> byRemainder = Enumerable.Range(0, byClass.Length)
            .OrderByDescending(label => (long)count * byClass[label].Count % total)
            .ThenBy(label => label);
        foreach (int label in byRemainder.Take(missing)) quotas[label]++;
        return quotas;
    }
}
