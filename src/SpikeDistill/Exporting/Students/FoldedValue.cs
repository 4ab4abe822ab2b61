using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Exporting;

/// <summary>What a node of a network has become on its way into a student.</summary>
/// <param name="Size">The map that it gives.</param>
internal abstract record FoldedValue(MapSize Size);

/// <summary>A node of the student, or the image, whose values count for a factor.</summary>
/// <param name="Source">Its number.</param>
/// <param name="Factor">What its values are multiplied by, such as the share of a pixel in an average.</param>
/// <param name="Size">The map that it gives.</param>
internal sealed record FoldedNode(int Source, float Factor, MapSize Size) : FoldedValue(Size)
{
    /// <summary>Whether a linear layer is to read it as one vector, channel by channel.</summary>
    public bool Flat { get; init; }

    /// <summary>Whether it gives spikes or small sums of them, which joins keep as such.</summary>
    public bool Spikes { get; init; }

    /// <summary>Whether it gives floats.</summary>
    public bool Floats { get; init; }
}

/// <summary>A sum of terms that normalizations can still be folded into.</summary>
/// <param name="Terms">The terms.</param>
/// <param name="Bias">One for each channel.</param>
/// <param name="Size">The map that it gives.</param>
internal sealed record FoldedSum(IReadOnlyList<FoldedTerm> Terms, float[] Bias, MapSize Size) : FoldedValue(Size)
{
    /// <summary>The sum as an affine function of it, channel by channel.</summary>
    public FoldedSum Then(Func<int, double> scale, Func<int, double> shift) => this with
    {
        Terms = [.. Terms.Select(term => term with { Scales = [.. term.Scales.Select((one, channel) => (float)(one * scale(channel)))] })],
        Bias = [.. Bias.Select((one, channel) => (float)((one * scale(channel)) + shift(channel)))],
    };

    /// <summary>The sum of both.</summary>
    public FoldedSum Plus(FoldedSum other) => new([.. Terms, .. other.Terms], [.. Bias.Zip(other.Bias, (a, b) => a + b)], Size);
}

/// <summary>A term of a sum.</summary>
/// <param name="Source">What it reads.</param>
/// <param name="Scales">One for each channel.</param>
internal sealed record FoldedTerm(int Source, float[] Scales)
{
    /// <summary>How a convolution moves; null where values are added channel by channel.</summary>
    public Window? Window { get; init; }

    /// <summary>Groups of a convolution.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Its weights, [outputs, taps, inputs of a group].</summary>
    public float[] Weights { get; init; } = [];
}
