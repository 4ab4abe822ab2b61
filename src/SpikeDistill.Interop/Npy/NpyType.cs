namespace SpikeDistill.Interop.Npy;

/// <summary>Element types of a .npy file that are read here, in either byte order.</summary>
public enum NpyType
{
    /// <summary>One byte, zero or not (<c>|b1</c>).</summary>
    Bool,

    /// <summary>Unsigned 8-bit integer (<c>|u1</c>).</summary>
    U8,

    /// <summary>Signed 8-bit integer (<c>|i1</c>).</summary>
    I8,

    /// <summary>Signed 16-bit integer (<c>i2</c>).</summary>
    I16,

    /// <summary>Signed 32-bit integer (<c>i4</c>).</summary>
    I32,

    /// <summary>Signed 64-bit integer (<c>i8</c>).</summary>
    I64,

    /// <summary>IEEE 754 half precision (<c>f2</c>).</summary>
    F16,

    /// <summary>IEEE 754 single precision (<c>f4</c>).</summary>
    F32,

    /// <summary>IEEE 754 double precision (<c>f8</c>).</summary>
    F64,

    /// <summary>Unsigned 16-bit integer (<c>u2</c>).</summary>
    U16,

    /// <summary>Unsigned 32-bit integer (<c>u4</c>).</summary>
    U32,

    /// <summary>Unsigned 64-bit integer (<c>u8</c>).</summary>
    U64,
}
