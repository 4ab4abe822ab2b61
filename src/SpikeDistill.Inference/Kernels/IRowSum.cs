using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SpikeDistill.Inference.Kernels;

/// <summary>Part of a row's sum, in registers.</summary>
internal unsafe interface IRowSum<TSelf>
    where TSelf : struct, IRowSum<TSelf>
{
    /// <summary>The sum with a row more.</summary>
    TSelf Add(byte* row);

    /// <summary>The sum with another.</summary>
    TSelf Add(TSelf other);

    /// <summary>Writes it.</summary>
    void Store(byte* sums);
}

internal readonly unsafe struct One512<T>(Vector512<T> s0) : IRowSum<One512<T>>
    where T : unmanaged
{
    private readonly Vector512<T> _s0 = s0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public One512<T> Add(byte* row) => new(_s0 + Vector512.Load((T*)(row)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public One512<T> Add(One512<T> other) => new(_s0 + other._s0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(byte* sums)
    {
        _s0.Store((T*)(sums));
    }
}

internal readonly unsafe struct Two512<T>(Vector512<T> s0, Vector512<T> s1) : IRowSum<Two512<T>>
    where T : unmanaged
{
    private readonly Vector512<T> _s0 = s0, _s1 = s1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two512<T> Add(byte* row) => new(_s0 + Vector512.Load((T*)(row)), _s1 + Vector512.Load((T*)(row + 64)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two512<T> Add(Two512<T> other) => new(_s0 + other._s0, _s1 + other._s1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(byte* sums)
    {
        _s0.Store((T*)(sums));
        _s1.Store((T*)(sums + 64));
    }
}

internal readonly unsafe struct One256<T>(Vector256<T> s0) : IRowSum<One256<T>>
    where T : unmanaged
{
    private readonly Vector256<T> _s0 = s0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public One256<T> Add(byte* row) => new(_s0 + Vector256.Load((T*)(row)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public One256<T> Add(One256<T> other) => new(_s0 + other._s0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(byte* sums)
    {
        _s0.Store((T*)(sums));
    }
}

internal readonly unsafe struct Two256<T>(Vector256<T> s0, Vector256<T> s1) : IRowSum<Two256<T>>
    where T : unmanaged
{
    private readonly Vector256<T> _s0 = s0, _s1 = s1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two256<T> Add(byte* row) => new(_s0 + Vector256.Load((T*)(row)), _s1 + Vector256.Load((T*)(row + 32)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two256<T> Add(Two256<T> other) => new(_s0 + other._s0, _s1 + other._s1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(byte* sums)
    {
        _s0.Store((T*)(sums));
        _s1.Store((T*)(sums + 32));
    }
}

internal readonly unsafe struct Four256<T>(Vector256<T> s0, Vector256<T> s1, Vector256<T> s2, Vector256<T> s3) : IRowSum<Four256<T>>
    where T : unmanaged
{
    private readonly Vector256<T> _s0 = s0, _s1 = s1, _s2 = s2, _s3 = s3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Four256<T> Add(byte* row) => new(
        _s0 + Vector256.Load((T*)(row)),
        _s1 + Vector256.Load((T*)(row + 32)),
        _s2 + Vector256.Load((T*)(row + 64)),
        _s3 + Vector256.Load((T*)(row + 96)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Four256<T> Add(Four256<T> other) => new(_s0 + other._s0, _s1 + other._s1, _s2 + other._s2, _s3 + other._s3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(byte* sums)
    {
        _s0.Store((T*)(sums));
        _s1.Store((T*)(sums + 32));
        _s2.Store((T*)(sums + 64));
        _s3.Store((T*)(sums + 96));
    }
}

internal readonly unsafe struct Two128<T>(Vector128<T> s0, Vector128<T> s1) : IRowSum<Two128<T>>
    where T : unmanaged
{
    private readonly Vector128<T> _s0 = s0, _s1 = s1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two128<T> Add(byte* row) => new(_s0 + Vector128.Load((T*)(row)), _s1 + Vector128.Load((T*)(row + 16)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two128<T> Add(Two128<T> other) => new(_s0 + other._s0, _s1 + other._s1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(byte* sums)
    {
        _s0.Store((T*)(sums));
        _s1.Store((T*)(sums + 16));
    }
}

internal readonly unsafe struct Four128<T>(Vector128<T> s0, Vector128<T> s1, Vector128<T> s2, Vector128<T> s3) : IRowSum<Four128<T>>
    where T : unmanaged
{
    private readonly Vector128<T> _s0 = s0, _s1 = s1, _s2 = s2, _s3 = s3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Four128<T> Add(byte* row) => new(
        _s0 + Vector128.Load((T*)(row)),
        _s1 + Vector128.Load((T*)(row + 16)),
        _s2 + Vector128.Load((T*)(row + 32)),
        _s3 + Vector128.Load((T*)(row + 48)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Four128<T> Add(Four128<T> other) => new(_s0 + other._s0, _s1 + other._s1, _s2 + other._s2, _s3 + other._s3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(byte* sums)
    {
        _s0.Store((T*)(sums));
        _s1.Store((T*)(sums + 16));
        _s2.Store((T*)(sums + 32));
        _s3.Store((T*)(sums + 48));
    }
}
