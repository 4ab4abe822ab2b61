using System.Collections.Concurrent;

namespace SpikeDistill.Tensors.Kernels.Convolution.Layout;

/// <summary>Plans that were made before, by shape. A process that meets ever new shapes forgets the old ones instead of growing.</summary>
internal sealed class PlanCache<TKey, TPlan>(Func<TKey, TPlan> make)
    where TKey : notnull
{
    /// <summary>Several networks' worth: a training and an evaluation of ResNet-18 together make about fifty of each kind.</summary>
    internal const int Most = 256;

    private readonly ConcurrentDictionary<TKey, TPlan> _plans = new();

    public int Count => _plans.Count;

    public TPlan For(TKey key)
    {
        if (_plans.TryGetValue(key, out TPlan? plan)) return plan;
        if (_plans.Count >= Most) _plans.Clear();
        return _plans.GetOrAdd(key, make);
    }
}
