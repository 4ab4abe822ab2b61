namespace SpikeDistill.Interop;

/// <summary>Element types of the tensors in files, as safetensors names them. All are little-endian.</summary>
public enum TensorType
{
    /// <summary>One byte, zero or not.</summary>
    Bool,

    /// <summary>Unsigned 8-bit integer.</summary>
    U8,

    /// <summary>Signed 8-bit integer.</summary>
    I8,

    /// <summary>Signed 16-bit integer.</summary>
    I16,

    /// <summary>IEEE 754 half precision.</summary>
    F16,

    /// <summary>The upper half of a single-precision number.</summary>
    BF16,

    /// <summary>Signed 32-bit integer.</summary>
    I32,

    /// <summary>IEEE 754 single precision.</summary>
    F32,

    /// <summary>Signed 64-bit integer.</summary>
    I64,

    /// <summary>IEEE 754 double precision.</summary>
    F64,
}
