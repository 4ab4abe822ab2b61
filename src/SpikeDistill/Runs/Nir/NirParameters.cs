using SpikeDistill.Interop.Nir;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Runs;

/// <summary>The parameters of a node of NIR, by what they are there.</summary>
internal static class NirParameters
{
    /// <summary>A parameter that the node must have.</summary>
    /// <exception cref="NirRefusal">It has none of that name.</exception>
    public static NirValue Get(this NirNode node, string name) => node.Parameters.TryGetValue(name, out NirValue? value)
        ? value
        : throw NirRefusal.Of(node, $"has no '{name}'.");

    /// <summary>Finite numbers.</summary>
    public static double[] Numbers(this NirNode node, string name)
    {
        NirValue value = node.Get(name);
        double[] numbers = value.Text is null ? value.ToDoubles() : throw NirRefusal.Of(node, $"has the text '{value.Text}' as '{name}', not numbers.");
        return Array.TrueForAll(numbers, double.IsFinite) ? numbers : throw NirRefusal.Of(node, $"has numbers in '{name}' that are not finite.");
    }

    /// <summary>Weights, with as many axes as they must have.</summary>
    public static (float[] Values, int[] Shape) Weights(this NirNode node, string name, int axes)
    {
        NirValue value = node.Get(name);
        return value.Shape.Count == axes && value.Count > 0
            ? (Array.ConvertAll(node.Numbers(name), number => (float)number), [.. value.Shape])
            : throw NirRefusal.Of(node, $"has '{name}' [{string.Join(", ", value.Shape)}]; expected {axes} axes.");
    }

    /// <summary>One whole number.</summary>
    /// <param name="node">The node.</param>
    /// <param name="name">The parameter.</param>
    /// <param name="least">The smallest that it may be.</param>
    public static int Whole(this NirNode node, string name, int least)
    {
        double[] numbers = node.Numbers(name);
        return numbers is [var number] && number >= least && number <= int.MaxValue && number == Math.Floor(number)
            ? (int)number
            : throw NirRefusal.Of(
                node, FormattableString.Invariant($"has '{name}' [{string.Join(", ", numbers.Take(4))}]; expected one whole number from {least} on."));
    }

    /// <summary>One whole number, or one for each direction.</summary>
    public static Extent Extent(this NirNode node, string name)
    {
        double[] numbers = node.Numbers(name);
        return numbers.Length is 1 or 2 && Array.TrueForAll(numbers, number => number is >= 0 and <= short.MaxValue && number == Math.Floor(number))
            ? new Extent((int)numbers[0], (int)numbers[^1])
            : throw NirRefusal.Of(node, $"has '{name}' {string.Join(", ", numbers.Take(4))}; expected one whole number from 0 on, or two.");
    }

    /// <summary>One number in both directions.</summary>
    public static int Side(this NirNode node, string name)
    {
        Extent extent = node.Extent(name);
        return extent.Height == extent.Width
            ? extent.Height
            : throw NirRefusal.Of(node, $"has '{name}' {extent}; windows of pools are square here.");
    }

    /// <summary>The padding of a convolution, in numbers or in words.</summary>
    public static Extent Padding(this NirNode node, Extent kernel, Extent stride) => node.Get("padding").Text switch
    {
        null => node.Extent("padding"),
        "valid" => 0,
        "same" when stride == 1 && kernel.Height % 2 == 1 && kernel.Width % 2 == 1 => new Extent(kernel.Height / 2, kernel.Width / 2),
        var words => throw NirRefusal.Of(node, $"has the padding '{words}', which a kernel of {kernel} with a stride of {stride} has not here; give numbers."),
    };
}
