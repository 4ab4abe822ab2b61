namespace SpikeDistill.Inference.Kernels;

/// <summary>
/// The numbers that a code of an image is drawn by: the finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) over a Weyl sequence that
/// starts at a key hashed from seed, stream, an epoch of 0 and the image's number, as a network that is evaluated draws them.
/// </summary>
internal readonly struct Draws
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private readonly ulong _start;

    public Draws(long seed, ulong stream, long image)
    {
        ulong key = Mix((ulong)seed + Golden);
        key = Mix((key ^ stream) + Golden);
        key = Mix(key + Golden);
        _start = Mix((key ^ (ulong)image) + Golden);
    }

    /// <summary>Number i, uniform in [0, 1).</summary>
    public float this[long i] => (Mix(_start + (((ulong)i + 1) * Golden)) >> 40) * (1f / (1 << 24));

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
