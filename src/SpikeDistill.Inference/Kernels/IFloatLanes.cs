using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SpikeDistill.Inference.Kernels;

/// <summary>Floats side by side, as many as a vector holds. What they compute is rounded element by element, so every width gives the same bits.</summary>
internal unsafe interface IFloatLanes<TSelf>
    where TSelf : struct, IFloatLanes<TSelf>
{
    /// <summary>How many.</summary>
    static abstract int Count { get; }

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf Create(float value);

    static abstract TSelf Load(float* from);

    /// <summary>Sums of 16 bits, exact; where they are in several runs, of all runs together.</summary>
    static abstract TSelf OfSums(short* sums, int runs, nint run);

    /// <summary>Numbers of spikes of channels, which lie in planes, from a channel on.</summary>
    static abstract TSelf OfSpikes(ulong* words, int planes, int stride, int channel);

    /// <summary>A value where the channel fires, else 0.</summary>
    static abstract TSelf WhereFired(ulong word, int channel, TSelf value);

    static abstract void Store(TSelf value, float* to);

    /// <summary>A bit for each lane that is not below a limit.</summary>
    static abstract ulong AtLeast(TSelf value, TSelf limit);

    /// <summary>One where a value is not below a limit, else another.</summary>
    static abstract TSelf Selected(TSelf value, TSelf limit, TSelf one, TSelf other);
}

internal readonly unsafe struct Floats512(Vector512<float> value) : IFloatLanes<Floats512>
{
    private readonly Vector512<float> _value = value;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 operator +(Floats512 left, Floats512 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 operator -(Floats512 left, Floats512 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 operator *(Floats512 left, Floats512 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 Create(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 Load(float* from) => new(Vector512.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 OfSums(short* sums, int runs, nint run)
    {
        Vector512<int> sum = Widened(sums);
        for (int i = 1; i < runs; i++)
        {
            sum += Widened(sums + (i * run));
        }

        return new(Vector512.ConvertToSingle(sum));

        static Vector512<int> Widened(short* from) => Vector512.WidenLower(Vector256.Load(from).ToVector512Unsafe());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 OfSpikes(ulong* words, int planes, int stride, int channel)
    {
        Vector512<int> bit = Vector512.Create(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768), count = default;
        for (int plane = 0; plane < planes; plane++)
        {
            count -= Vector512.Equals(Vector512.Create((int)(words[plane * stride] >> channel)) & bit, bit);
        }

        return new(Vector512.ConvertToSingle(count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 WhereFired(ulong word, int channel, Floats512 value)
    {
        Vector512<int> bit = Vector512.Create(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);
        Vector512<int> fired = Vector512.Equals(Vector512.Create((int)(word >> channel)) & bit, bit);
        return new(Vector512.ConditionalSelect(fired.AsSingle(), value._value, default));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Floats512 value, float* to) => value._value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AtLeast(Floats512 value, Floats512 limit) => Vector512.GreaterThanOrEqual(value._value, limit._value).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 Selected(Floats512 value, Floats512 limit, Floats512 one, Floats512 other)
        => new(Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(value._value, limit._value), one._value, other._value));
}

internal readonly unsafe struct Floats256(Vector256<float> value) : IFloatLanes<Floats256>
{
    private readonly Vector256<float> _value = value;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 operator +(Floats256 left, Floats256 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 operator -(Floats256 left, Floats256 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 operator *(Floats256 left, Floats256 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 Create(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 Load(float* from) => new(Vector256.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 OfSums(short* sums, int runs, nint run)
    {
        Vector256<int> sum = Widened(sums);
        for (int i = 1; i < runs; i++)
        {
            sum += Widened(sums + (i * run));
        }

        return new(Vector256.ConvertToSingle(sum));

        static Vector256<int> Widened(short* from) => Vector256.WidenLower(Vector128.Load(from).ToVector256Unsafe());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 OfSpikes(ulong* words, int planes, int stride, int channel)
    {
        Vector256<int> bit = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128), count = default;
        for (int plane = 0; plane < planes; plane++)
        {
            count -= Vector256.Equals(Vector256.Create((int)(words[plane * stride] >> channel)) & bit, bit);
        }

        return new(Vector256.ConvertToSingle(count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 WhereFired(ulong word, int channel, Floats256 value)
    {
        Vector256<int> bit = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        Vector256<int> fired = Vector256.Equals(Vector256.Create((int)(word >> channel)) & bit, bit);
        return new(Vector256.ConditionalSelect(fired.AsSingle(), value._value, default));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Floats256 value, float* to) => value._value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AtLeast(Floats256 value, Floats256 limit) => Vector256.GreaterThanOrEqual(value._value, limit._value).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 Selected(Floats256 value, Floats256 limit, Floats256 one, Floats256 other)
        => new(Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(value._value, limit._value), one._value, other._value));
}

internal readonly unsafe struct Floats128(Vector128<float> value) : IFloatLanes<Floats128>
{
    private readonly Vector128<float> _value = value;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 operator +(Floats128 left, Floats128 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 operator -(Floats128 left, Floats128 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 operator *(Floats128 left, Floats128 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 Create(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 Load(float* from) => new(Vector128.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 OfSums(short* sums, int runs, nint run)
    {
        Vector128<int> sum = Widened(sums);
        for (int i = 1; i < runs; i++)
        {
            sum += Widened(sums + (i * run));
        }

        return new(Vector128.ConvertToSingle(sum));

        static Vector128<int> Widened(short* from) => Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)from).AsInt16());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 OfSpikes(ulong* words, int planes, int stride, int channel)
    {
        Vector128<int> bit = Vector128.Create(1, 2, 4, 8), count = default;
        for (int plane = 0; plane < planes; plane++)
        {
            count -= Vector128.Equals(Vector128.Create((int)(words[plane * stride] >> channel)) & bit, bit);
        }

        return new(Vector128.ConvertToSingle(count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 WhereFired(ulong word, int channel, Floats128 value)
    {
        Vector128<int> bit = Vector128.Create(1, 2, 4, 8);
        Vector128<int> fired = Vector128.Equals(Vector128.Create((int)(word >> channel)) & bit, bit);
        return new(Vector128.ConditionalSelect(fired.AsSingle(), value._value, default));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Floats128 value, float* to) => value._value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AtLeast(Floats128 value, Floats128 limit) => Vector128.GreaterThanOrEqual(value._value, limit._value).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 Selected(Floats128 value, Floats128 limit, Floats128 one, Floats128 other)
        => new(Vector128.ConditionalSelect(Vector128.GreaterThanOrEqual(value._value, limit._value), one._value, other._value));
}
