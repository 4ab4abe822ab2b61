using System.Numerics;
using System.Runtime.InteropServices;

namespace SpikeDistill.Interop.SafeTensors;

/// <summary>What the enumeration itself cannot say: codes, sizes, conversions.</summary>
internal static class ElementType
{
    private static readonly Dictionary<string, SafeTensorType> ByCode =
        Enum.GetValues<SafeTensorType>().ToDictionary(type => type.Code(), StringComparer.Ordinal);

    public static string KnownCodes => string.Join(", ", ByCode.Keys);

    public static string Code(this SafeTensorType type) => type == SafeTensorType.Bool ? "BOOL" : type.ToString();

    public static bool TryParse(string code, out SafeTensorType type) => ByCode.TryGetValue(code, out type);

    public static int Size(this SafeTensorType type) => type switch
    {
        SafeTensorType.Bool or SafeTensorType.U8 or SafeTensorType.I8 => 1,
        SafeTensorType.I16 or SafeTensorType.F16 or SafeTensorType.BF16 => 2,
        SafeTensorType.I32 or SafeTensorType.F32 => 4,
        _ => 8,
    };

    public static bool IsFloat(this SafeTensorType type) => type
        is SafeTensorType.F16 or SafeTensorType.BF16 or SafeTensorType.F32 or SafeTensorType.F64;

    /// <summary>Converts to <typeparamref name="T"/>, rounding to nearest where it is narrower.</summary>
    public static void Convert<T>(SafeTensorType type, ReadOnlySpan<byte> bytes, Span<T> to)
        where T : unmanaged, INumberBase<T>
    {
        switch (type)
        {
            case SafeTensorType.Bool:
                for (int i = 0; i < to.Length; i++)
                    to[i] = bytes[i] == 0 ? T.Zero : T.One;
                break;
            case SafeTensorType.BF16:
                ReadOnlySpan<ushort> upper = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < to.Length; i++)
                    to[i] = T.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)upper[i] << 16));
                break;
            case SafeTensorType.U8: Convert<byte, T>(bytes, to); break;
            case SafeTensorType.I8: Convert<sbyte, T>(bytes, to); break;
            case SafeTensorType.I16: Convert<short, T>(bytes, to); break;
            case SafeTensorType.I32: Convert<int, T>(bytes, to); break;
            case SafeTensorType.I64: Convert<long, T>(bytes, to); break;
            case SafeTensorType.F16: Convert<Half, T>(bytes, to); break;
            case SafeTensorType.F32: Convert<float, T>(bytes, to); break;
            case SafeTensorType.F64: Convert<double, T>(bytes, to); break;
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
