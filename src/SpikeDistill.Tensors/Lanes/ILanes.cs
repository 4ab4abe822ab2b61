namespace SpikeDistill.Tensors.Lanes;

/// <summary>
/// Some floats that go through an elementwise kernel side by side. Kernels, neurons and surrogates are written once over
/// this contract; the just-in-time compiler makes the 16-, 8-, 4- and 1-lane forms.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <remarks>A mask has all bits of a lane set or none.</remarks>
public unsafe interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>The same value in every lane.</summary>
    static abstract TSelf Create(float value);

    /// <summary>Consecutive floats; no alignment is needed.</summary>
    static abstract TSelf Load(float* source);

    /// <summary>Consecutive bytes as whole numbers; no alignment is needed.</summary>
    static abstract TSelf LoadBytes(byte* source);

    /// <summary>1 in the lanes whose bit is set, 0 elsewhere.</summary>
    static abstract TSelf FromBits(uint bits);

    /// <summary>Lane by lane sum.</summary>
    static abstract TSelf operator +(TSelf left, TSelf right);

    /// <summary>
    /// The sum and consecutive floats, to the bits of <see cref="Load"/> and +. Loops that add from memory use it: the compiler then makes one
    /// instruction of both, where it otherwise loads into a register first.
    /// </summary>
    static abstract TSelf AddFrom(TSelf sum, float* source);

    /// <summary>Lane by lane difference.</summary>
    static abstract TSelf operator -(TSelf left, TSelf right);

    /// <summary>Lane by lane product.</summary>
    static abstract TSelf operator *(TSelf left, TSelf right);

    /// <summary>Lane by lane quotient.</summary>
    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>a·b + c, rounded once where the processor can.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>
    /// Adds a·b to a sum, to the bits of <see cref="MultiplyAdd"/>. Loops with many sums use it: the compiler then leaves each in its register,
    /// where it otherwise moves every other one.
    /// </summary>
    static abstract void AddProduct(ref TSelf sum, TSelf a, TSelf b);

    /// <summary>Absolute value.</summary>
    static abstract TSelf Abs(TSelf value);

    /// <summary>The larger of two.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>The largest whole number that is not above a value.</summary>
    static abstract TSelf Floor(TSelf value);

    /// <summary>Square root.</summary>
    static abstract TSelf Sqrt(TSelf value);

    /// <summary>value · 2^exponent, rounded once; the exponent is whole and between −150 and 128.</summary>
    static abstract TSelf Scale(TSelf value, TSelf exponent);

    /// <summary>e to the power of each lane, within 2 units in the last place; the same bits for any number of lanes.</summary>
    static abstract TSelf Exp(TSelf value);

    /// <summary>Natural logarithm.</summary>
    static abstract TSelf Log(TSelf value);

    /// <summary>The mask of lanes where left ≥ right.</summary>
    static abstract TSelf AtLeast(TSelf left, TSelf right);

    /// <summary>The mask of lanes where left &gt; right.</summary>
    static abstract TSelf MoreThan(TSelf left, TSelf right);

    /// <summary>The first value where the mask is set, else the second.</summary>
    static abstract TSelf Select(TSelf mask, TSelf whenSet, TSelf otherwise);

    /// <summary>One bit for each lane of a mask, the first lane lowest.</summary>
    static abstract uint Bits(TSelf mask);

    /// <summary>Writes the lanes to consecutive floats; no alignment is needed.</summary>
    void Store(float* target);
}
