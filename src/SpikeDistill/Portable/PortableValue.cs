namespace SpikeDistill.Portable;

/// <summary>A value of a <see cref="PortableGraph"/>. Operators broadcast as PyTorch's do.</summary>
/// <param name="graph">Whose value it is.</param>
/// <param name="name">How the graph refers to it.</param>
public sealed class PortableValue(PortableGraph graph, string name)
{
    /// <summary>Whose value it is.</summary>
    public PortableGraph Graph => graph;

    /// <summary>How the graph refers to it.</summary>
    public string Name => name;

    /// <summary>The sum.</summary>
    public static PortableValue operator +(PortableValue left, PortableValue right) => left.Graph.Add(left, right);

    /// <summary>The sum; the value itself with 0.</summary>
    public static PortableValue operator +(PortableValue left, float right) => right == 0 ? left : left + left.Graph.Scalar(right);

    /// <summary>The difference.</summary>
    public static PortableValue operator -(PortableValue left, PortableValue right) => left.Graph.Subtract(left, right);

    /// <summary>The difference; the value itself with 0.</summary>
    public static PortableValue operator -(PortableValue left, float right) => right == 0 ? left : left - left.Graph.Scalar(right);

    /// <summary>The difference to a number.</summary>
    public static PortableValue operator -(float left, PortableValue right) => right.Graph.Scalar(left) - right;

    /// <summary>The product.</summary>
    public static PortableValue operator *(PortableValue left, PortableValue right) => left.Graph.Multiply(left, right);

    /// <summary>The quotient.</summary>
    public static PortableValue operator /(PortableValue left, PortableValue right) => left.Graph.Divide(left, right);

    /// <summary>The product; the value itself with 1.</summary>
    public static PortableValue operator *(PortableValue left, float right) => right == 1 ? left : left * left.Graph.Scalar(right);
}
