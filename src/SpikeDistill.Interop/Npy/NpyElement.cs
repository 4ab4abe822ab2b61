using System.Numerics;
using System.Runtime.InteropServices;

namespace SpikeDistill.Interop.Npy;

/// <summary>What the enumeration itself cannot say: NumPy's codes and names, sizes, conversions.</summary>
internal static class NpyElement
{
    public const string KnownCodes = "b1, u1, u2, u4, u8, i1, i2, i4, i8, f2, f4, f8";

    public static NpyType? Parse(string code) => code switch
    {
        "b1" => NpyType.Bool,
        "u1" => NpyType.U8,
        "u2" => NpyType.U16,
        "u4" => NpyType.U32,
        "u8" => NpyType.U64,
        "i1" => NpyType.I8,
        "i2" => NpyType.I16,
        "i4" => NpyType.I32,
        "i8" => NpyType.I64,
        "f2" => NpyType.F16,
        "f4" => NpyType.F32,
        "f8" => NpyType.F64,
        _ => null,
    };

    public static int Size(this NpyType type) => type switch
    {
        NpyType.Bool or NpyType.U8 or NpyType.I8 => 1,
        NpyType.U16 or NpyType.I16 or NpyType.F16 => 2,
        NpyType.U32 or NpyType.I32 or NpyType.F32 => 4,
        _ => 8,
    };

    /// <summary>Puts each element's bytes the other way round.</summary>
    public static void Swap(Span<byte> bytes, int size)
    {
        switch (size)
        {
            case 2: Swap(MemoryMarshal.Cast<byte, ushort>(bytes), System.Buffers.Binary.BinaryPrimitives.ReverseEndianness); break;
            case 4: Swap(MemoryMarshal.Cast<byte, uint>(bytes), System.Buffers.Binary.BinaryPrimitives.ReverseEndianness); break;
            case 8: Swap(MemoryMarshal.Cast<byte, ulong>(bytes), System.Buffers.Binary.BinaryPrimitives.ReverseEndianness); break;
        }
    }

    /// <summary>Little-endian elements to single precision, rounding to nearest where it is narrower.</summary>
    public static void ToSingles(NpyType type, ReadOnlySpan<byte> bytes, Span<float> to)
    {
        switch (type)
        {
            case NpyType.Bool:
                for (int i = 0; i < to.Length; i++)
                    to[i] = bytes[i] == 0 ? 0 : 1;
                break;
            case NpyType.U8: ToSingles<byte>(bytes, to); break;
            case NpyType.I8: ToSingles<sbyte>(bytes, to); break;
            case NpyType.U16: ToSingles<ushort>(bytes, to); break;
            case NpyType.I16: ToSingles<short>(bytes, to); break;
            case NpyType.U32: ToSingles<uint>(bytes, to); break;
            case NpyType.I32: ToSingles<int>(bytes, to); break;
            case NpyType.U64: ToSingles<ulong>(bytes, to); break;
            case NpyType.I64: ToSingles<long>(bytes, to); break;
            case NpyType.F16: ToSingles<Half>(bytes, to); break;
            case NpyType.F64: ToSingles<double>(bytes, to); break;
            default: MemoryMarshal.Cast<byte, float>(bytes)[..to.Length].CopyTo(to); break;
        }
    }

    /// <summary>Little-endian elements to whole numbers, cut off towards zero.</summary>
    public static void ToIntegers(NpyType type, ReadOnlySpan<byte> bytes, Span<long> to)
    {
        switch (type)
        {
            case NpyType.Bool:
                for (int i = 0; i < to.Length; i++)
                    to[i] = bytes[i] == 0 ? 0 : 1;
                break;
            case NpyType.U8: ToIntegers<byte>(bytes, to); break;
            case NpyType.I8: ToIntegers<sbyte>(bytes, to); break;
            case NpyType.U16: ToIntegers<ushort>(bytes, to); break;
            case NpyType.I16: ToIntegers<short>(bytes, to); break;
            case NpyType.U32: ToIntegers<uint>(bytes, to); break;
            case NpyType.I32: ToIntegers<int>(bytes, to); break;
            case NpyType.U64: ToIntegers<ulong>(bytes, to); break;
            case NpyType.F16: ToIntegers<Half>(bytes, to); break;
            case NpyType.F32: ToIntegers<float>(bytes, to); break;
            case NpyType.F64: ToIntegers<double>(bytes, to); break;
            default: MemoryMarshal.Cast<byte, long>(bytes)[..to.Length].CopyTo(to); break;
        }
    }

    private static void ToIntegers<T>(ReadOnlySpan<byte> bytes, Span<long> to)
        where T : unmanaged, INumberBase<T>
    {
        ReadOnlySpan<T> from = MemoryMarshal.Cast<byte, T>(bytes);
        for (int i = 0; i < to.Length; i++)
            to[i] = long.CreateSaturating(from[i]);
    }

    private static void ToSingles<T>(ReadOnlySpan<byte> bytes, Span<float> to)
        where T : unmanaged, INumberBase<T>
    {
        ReadOnlySpan<T> from = MemoryMarshal.Cast<byte, T>(bytes);
        for (int i = 0; i < to.Length; i++)
            to[i] = float.CreateTruncating(from[i]);
    }

    private static void Swap<T>(Span<T> words, Func<T, T> reverse)
    {
        for (int i = 0; i < words.Length; i++)
            words[i] = reverse(words[i]);
    }
}
