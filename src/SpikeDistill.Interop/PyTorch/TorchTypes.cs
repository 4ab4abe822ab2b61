namespace SpikeDistill.Interop.PyTorch;

/// <summary>The names that PyTorch gives to element types and to storages of them.</summary>
internal static class TorchTypes
{
    private static readonly Dictionary<string, TensorType> Storages = new(StringComparer.Ordinal)
    {
        ["BoolStorage"] = TensorType.Bool,
        ["ByteStorage"] = TensorType.U8,
        ["CharStorage"] = TensorType.I8,
        ["ShortStorage"] = TensorType.I16,
        ["HalfStorage"] = TensorType.F16,
        ["BFloat16Storage"] = TensorType.BF16,
        ["IntStorage"] = TensorType.I32,
        ["FloatStorage"] = TensorType.F32,
        ["LongStorage"] = TensorType.I64,
        ["DoubleStorage"] = TensorType.F64,
    };

    private static readonly Dictionary<string, TensorType> Elements = new(StringComparer.Ordinal)
    {
        ["bool"] = TensorType.Bool,
        ["uint8"] = TensorType.U8,
        ["int8"] = TensorType.I8,
        ["int16"] = TensorType.I16,
        ["float16"] = TensorType.F16,
        ["bfloat16"] = TensorType.BF16,
        ["int32"] = TensorType.I32,
        ["float32"] = TensorType.F32,
        ["int64"] = TensorType.I64,
        ["float64"] = TensorType.F64,
    };

    /// <summary>A storage class such as <c>FloatStorage</c>; null for one that is not read.</summary>
    public static TensorType? OfStorage(string name) => Storages.TryGetValue(name, out TensorType type) ? type : null;

    /// <summary>An element type such as <c>float32</c>; null for one that is not read.</summary>
    public static TensorType? OfElement(string name) => Elements.TryGetValue(name, out TensorType type) ? type : null;
}
