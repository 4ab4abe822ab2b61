using System.Globalization;

namespace SpikeDistill.Interop.Nir;

/// <summary>A parameter of a node: numbers under axes, or a text.</summary>
public sealed class NirValue
{
    private readonly Array _values;

    internal NirValue(IReadOnlyList<int> shape, Array values) => (Shape, _values) = (shape, values);

    /// <summary>The lengths of its axes; none for a single number or a text.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The text; null for numbers.</summary>
    public string? Text => _values is string[] text ? text[0] : null;

    /// <summary>How many numbers there are.</summary>
    public int Count => _values.Length;

    /// <summary>As an array of the type that it is written with.</summary>
    internal Array Values => _values;

    /// <summary>Floats under axes, the last axis fastest.</summary>
    public static NirValue Floats(IReadOnlyList<int> shape, float[] values) => new(shape, values);

    /// <summary>A list of whole numbers.</summary>
    public static NirValue Integers(params long[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new NirValue([values.Length], values);
    }

    /// <summary>One whole number.</summary>
    public static NirValue Integer(long value) => new([], new[] { value });

    /// <summary>One number.</summary>
    public static NirValue Number(double value) => new([], new[] { value });

    /// <summary>A text.</summary>
    public static NirValue Of(string text) => new([], new[] { text });

    /// <summary>The numbers in double precision.</summary>
    /// <exception cref="InvalidOperationException">It is a text.</exception>
    public double[] ToDoubles() => _values switch
    {
        double[] doubles => doubles,
        float[] floats => Array.ConvertAll(floats, one => (double)one),
        long[] integers => Array.ConvertAll(integers, one => (double)one),
        _ => throw new InvalidOperationException($"The text '{Text}' is no number."),
    };

    /// <summary>The numbers in single precision.</summary>
    /// <exception cref="InvalidOperationException">It is a text.</exception>
    public float[] ToSingles() => _values as float[] ?? Array.ConvertAll(ToDoubles(), one => (float)one);

    /// <inheritdoc/>
    public override string ToString() => Text ?? (Count == 1
        ? Convert.ToString(_values.GetValue(0), CultureInfo.InvariantCulture)!
        : $"{Count} numbers [{string.Join(", ", Shape)}]");
}
