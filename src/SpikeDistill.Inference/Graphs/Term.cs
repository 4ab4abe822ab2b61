namespace SpikeDistill.Inference.Graphs;

/// <summary>One of the values that neurons or logits are the sum of.</summary>
/// <param name="Source">The node it reads, by its number, or <see cref="Student.Image"/>.</param>
/// <param name="Scales">What each output channel's sum is multiplied by: normalization, the neurons' gain and the weights' own scale in one.</param>
public abstract record Term(int Source, float[] Scales);

/// <summary>A value channel by channel, such as the spikes on the shortcut of a residual block.</summary>
/// <param name="Source">The node it reads; one that gives floats may have fewer channels, and is 0 in those that it has not.</param>
/// <param name="Scales">One for each channel.</param>
public sealed record ValueTerm(int Source, float[] Scales) : Term(Source, Scales);

/// <summary>A convolution; a linear layer is one of one pixel.</summary>
/// <param name="Source">The node it reads, or the image.</param>
/// <param name="Window">How its kernel moves.</param>
/// <param name="Groups">Parts that channels are cut into.</param>
/// <param name="Scales">One for each output channel.</param>
public sealed record WeightTerm(int Source, Window Window, int Groups, float[] Scales) : Term(Source, Scales)
{
    /// <summary>Weights of eight bits, [outputs, taps, inputs of a group]; null where they are floats. -128 is not used.</summary>
    public sbyte[]? Integers { get; init; }

    /// <summary>Weights as floats, in the same order; null where they are integers.</summary>
    public float[]? Floats { get; init; }

    /// <summary>The number of weights.</summary>
    public int Count => Integers?.Length ?? Floats?.Length ?? 0;

    /// <summary>Output channels.</summary>
    public int Outputs => Scales.Length;
}
