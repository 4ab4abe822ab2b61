namespace SpikeDistill.Interop.Pickles;

/// <summary>What NumPy leaves in pickles: the few functions an array is put together with, as values.</summary>
internal static class PickleNumPy
{
    private const string Multiarray = "numpy.core.multiarray", NewMultiarray = "numpy._core.multiarray";
    private const string Numeric = "numpy.core.numeric", NewNumeric = "numpy._core.numeric";

    /// <summary>The function or class of a name; null for one that is not of plain data.</summary>
    public static PickleFunction? Find(string module, string name) => (module, name) switch
    {
        (Multiarray or NewMultiarray, "_reconstruct") => PickleFunction.Reconstruct,
        (Numeric or NewNumeric, "_frombuffer") => PickleFunction.FromBuffer,
        ("numpy", "ndarray") => PickleFunction.Array,
        ("numpy", "dtype") => PickleFunction.Type,
        ("_codecs", "encode") => PickleFunction.Encode,
        _ => null,
    };

    /// <summary>An element type by NumPy's code, which may begin with its byte order; null for one that is not of numbers.</summary>
    public static ElementKind? Type(string code)
    {
        bool ordered = code.Length > 0 && code[0] is '<' or '>' or '|' or '=';
        string plain = ordered ? code[1..] : code;
        return plain is "b1" or "i1" or "u1" or "i2" or "u2" or "f2" or "i4" or "u4" or "f4" or "i8" or "u8" or "f8"
            ? new ElementKind(plain, ordered && code[0] == '>')
            : null;
    }

    /// <summary>An array of parts; null where they do not fit each other.</summary>
    public static PickleArray? Make(object?[] shape, ElementKind type, bool fortran, ReadOnlyMemory<byte> data)
    {
        long[] extents = new long[shape.Length];
        Int128 count = type.Code[1] - '0';
        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i] is not long extent || extent < 0) return null;
            extents[i] = extent;
            count = Int128.Min(count * extent, (Int128)long.MaxValue + 1);
        }

        return count == data.Length ? new PickleArray(type.Code, type.BigEndian, fortran, extents, data) : null;
    }
}

/// <summary>What a pickle may call.</summary>
internal enum PickleFunction
{
    /// <summary>Makes an empty array that is filled later.</summary>
    Reconstruct,

    /// <summary>Makes an array of bytes.</summary>
    FromBuffer,

    /// <summary>The class of arrays.</summary>
    Array,

    /// <summary>Makes an element type.</summary>
    Type,

    /// <summary>Makes bytes of a text, as Python 3 writes them for Python 2.</summary>
    Encode,
}

/// <summary>An element type that is being described.</summary>
/// <param name="Code">NumPy's code without byte order.</param>
/// <param name="BigEndian">Whether the most significant byte comes first.</param>
internal sealed record ElementKind(string Code, bool BigEndian);

/// <summary>A place for what is filled in later; other values may refer to it already.</summary>
internal sealed class PickleSlot
{
    /// <summary>What is there; null before.</summary>
    public object? Value { get; set; }
}
