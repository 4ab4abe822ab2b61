using System.Numerics;
using System.Runtime.InteropServices;

namespace SpikeDistill.Interop;

/// <summary>What the enumeration itself cannot say: codes, sizes, conversions.</summary>
internal static class ElementType
{
    private static readonly Dictionary<string, TensorType> ByCode =
        Enum.GetValues<TensorType>().ToDictionary(type => type.Code(), StringComparer.Ordinal);

    public static string KnownCodes => string.Join(", ", ByCode.Keys);

    public static string Code(this TensorType type) => type == TensorType.Bool ? "BOOL" : type.ToString();

    public static bool TryParse(string code, out TensorType type) => ByCode.TryGetValue(code, out type);

    public static int Size(this TensorType type) => type switch
    {
        TensorType.Bool or TensorType.U8 or TensorType.I8 => 1,
        TensorType.I16 or TensorType.F16 or TensorType.BF16 => 2,
        TensorType.I32 or TensorType.F32 => 4,
        _ => 8,
    };

    public static bool IsFloat(this TensorType type) => type
        is TensorType.F16 or TensorType.BF16 or TensorType.F32 or TensorType.F64;

    /// <summary>Converts to <typeparamref name="T"/>, rounding to nearest where it is narrower.</summary>
    public static void Convert<T>(TensorType type, ReadOnlySpan<byte> bytes, Span<T> to)
        where T : unmanaged, INumberBase<T>
    {
        switch (type)
        {
            case TensorType.Bool:
                for (int i = 0; i < to.Length; i++)
                    to[i] = bytes[i] == 0 ? T.Zero : T.One;
                break;
            case TensorType.BF16:
                ReadOnlySpan<ushort> upper = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < to.Length; i++)
                    to[i] = T.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)upper[i] << 16));
                break;
            case TensorType.U8: Convert<byte, T>(bytes, to); break;
            case TensorType.I8: Convert<sbyte, T>(bytes, to); break;
            case TensorType.I16: Convert<short, T>(bytes, to); break;
            case TensorType.I32: Convert<int, T>(bytes, to); break;
            case TensorType.I64: Convert<long, T>(bytes, to); break;
            case TensorType.F16: Convert<Half, T>(bytes, to); break;
            case TensorType.F32: Convert<float, T>(bytes, to); break;
            case TensorType.F64: Convert<double, T>(bytes, to); break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, "No such element type.");
        }
    }

    private static void Convert<TFrom, T>(ReadOnlySpan<byte> bytes, Span<T> to)
        where TFrom : unmanaged, INumberBase<TFrom>
        where T : unmanaged, INumberBase<T>
    {
        ReadOnlySpan<TFrom> from = MemoryMarshal.Cast<byte, TFrom>(bytes);
        for (int i = 0; i < to.Length; i++)
            to[i] = T.CreateTruncating(from[i]);
    }
}
