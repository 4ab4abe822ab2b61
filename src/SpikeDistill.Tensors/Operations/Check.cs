namespace SpikeDistill.Tensors.Operations;

/// <summary>The argument checks operations share; each error names the operation and what it got.</summary>
internal static class Check
{
    public static void SameShape(string operation, Tensor a, Tensor b) => SameShape(operation, a.Shape, b.Shape);

    public static void SameShape(string operation, Shape a, Shape b)
    {
        if (a != b)
        {
            throw new TensorException($"{operation}: both operands need the same shape, but they have {a} and {b}.");
        }
    }

    /// <summary>A vector with one element for each channel of x.</summary>
    public static void PerChannel(string operation, Tensor x, string name, Tensor vector) => PerChannel(operation, x.Shape, name, vector);

    public static void PerChannel(string operation, Shape x, string name, Tensor vector)
    {
        LastAxis(operation, x);
        if (vector.Shape != new Shape(x[^1]))
        {
            throw new TensorException($"{operation}: {name} needs the shape [{x[^1]}] of the last axis of {x}, but has {vector.Shape}.");
        }
    }

    /// <summary>At least one axis, none of them empty.</summary>
    public static void LastAxis(string operation, Tensor x) => LastAxis(operation, x.Shape);

    public static void LastAxis(string operation, Shape x)
    {
        if (x.Rank == 0 || x.Count == 0)
        {
            throw new TensorException($"{operation}: at least one axis and one element are needed, but the shape is {x}.");
        }
    }

    /// <summary>[..., tokens, channels], none of them empty.</summary>
    public static void Tokens(string operation, Tensor x)
    {
        if (x.Shape.Rank < 2 || x.Shape.Count == 0)
        {
            throw new TensorException($"{operation}: tokens [..., tokens, channels] are needed, none of them 0, but the shape is {x.Shape}.");
        }
    }

    public static void Temperature(string operation, float temperature)
    {
        if (!(temperature > 0) || float.IsInfinity(temperature))
        {
            throw new TensorException($"{operation}: the temperature must be a positive number, but is {temperature}.");
        }
    }
}
