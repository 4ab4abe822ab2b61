using SpikeDistill.Tensors;

namespace SpikeDistill.Networks.Nodes;

/// <summary>Something a node learns, before there is memory for it.</summary>
/// <param name="Name">Its name in files.</param>
/// <param name="Shape">PyTorch's shape: convolutions [out, in / groups, kh, kw], linear layers [out, in].</param>
/// <param name="Role">What it does.</param>
/// <param name="Start">What it is before the first step of training.</param>
public sealed record ParameterSpec(string Name, Shape Shape, ParameterRole Role, StartValues Start)
{
    /// <summary>
    /// What it holds in a node that passes on what it gets, where weights of a network without such nodes are taken over; null if
    /// it cannot be missing.
    /// </summary>
    public float? Identity { get; init; }
}

/// <summary>Something a node keeps but does not learn, such as a running mean.</summary>
/// <param name="Name">Its name in files.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Start">What it holds before the first step of training.</param>
public sealed record BufferSpec(string Name, Shape Shape, float Start)
{
    /// <inheritdoc cref="ParameterSpec.Identity"/>
    public float? Identity { get; init; }

    /// <summary>Whether a number below 0 cannot be, as in a variance.</summary>
    public bool NotNegative { get; init; }
}
