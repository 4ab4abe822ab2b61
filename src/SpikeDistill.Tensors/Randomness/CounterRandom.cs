using System.Runtime.CompilerServices;

namespace SpikeDistill.Tensors;

/// <summary>
/// Counter-based random numbers: draw number i is a pure function of seed, stream, two counters and i, so a value depends
/// on what it is for and never on which thread asked, or when.
/// </summary>
/// <remarks>
/// The finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) over a Weyl sequence that starts at a key hashed from
/// the arguments. Copying the value forks the sequence; pass it by <c>ref</c> to share it. Not for cryptography.
/// </remarks>
public struct CounterRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <summary>Opens the sequence of one purpose, at one place.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="stream">What the numbers are for, from <see cref="Stream"/>.</param>
    /// <param name="first">First counter, for example the epoch.</param>
    /// <param name="second">Second counter, for example the index of the sample.</param>
    public CounterRandom(long seed, ulong stream, long first = 0, long second = 0)
    {
        ulong key = Mix((ulong)seed + Golden);
        key = Mix((key ^ stream) + Golden);
        key = Mix((key ^ (ulong)first) + Golden);
        _state = Mix((key ^ (ulong)second) + Golden);
    }

    /// <summary>Opens the sequence of one purpose named in words; hot code keeps the number of <see cref="Stream"/> instead.</summary>
    public CounterRandom(long seed, string purpose, long first = 0, long second = 0)
        : this(seed, Stream(purpose), first, second)
    {
    }

    /// <summary>The stream number of a purpose: FNV-1a (64 bits) over its UTF-16 code units.</summary>
    public static ulong Stream(string purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        ulong hash = 0xCBF29CE484222325;
        foreach (char unit in purpose) hash = (hash ^ unit) * 0x100000001B3;
        return hash;
    }

    /// <summary>64 uniform bits. One draw.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64() => Mix(_state += Golden);

    /// <summary>Uniform in [0, 1), a multiple of 2^-24. One draw.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float NextSingle() => (NextUInt64() >> 40) * (1f / (1 << 24));

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>), up to rounding. One draw.</summary>
    public float NextSingle(float low, float high) => low + ((high - low) * NextSingle());

    /// <summary>Uniform in [0, 1), a multiple of 2^-53. One draw.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1L << 53));

    /// <summary>Uniform in 0 .. <paramref name="bound"/> - 1, without bias (Lemire 2019). One draw, very rarely more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        ulong range = (ulong)bound;
        ulong high = Math.BigMul(NextUInt64(), range, out ulong low);
        if (low < range)
        {
            ulong rejected = (0 - range) % range;
            while (low < rejected) high = Math.BigMul(NextUInt64(), range, out low);
        }
        return (int)high;
    }

    /// <summary>True with the given probability; 0 is never and 1 is always. One draw.</summary>
    public bool NextBool(float probability = 0.5f) => NextSingle() < probability;

    /// <summary>Standard normal: Box-Muller in double precision, rounded once, |value| below 8.6. Exactly two draws.</summary>
    public float NextGaussian()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return (float)(radius * Math.Cos(2 * Math.PI * NextDouble()));
    }

    /// <summary>Shuffles in place; every order is equally likely (Fisher-Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int other = NextInt(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    /// <summary>The numbers 0 .. <paramref name="count"/> - 1 in random order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public int[] Permutation(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var order = new int[count];
        for (int i = 0; i < count; i++) order[i] = i;
        Shuffle<int>(order);
        return order;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
