using SpikeDistill.Networks.Nodes;
using SpikeDistill.Tensors;

namespace SpikeDistill.Networks;

/// <summary>Something a network learns.</summary>
/// <param name="Name">Its name in files, torchvision's where torchvision has the layer.</param>
/// <param name="Value">Its values; convolutions [out, in, kh, kw], linear layers [out, in].</param>
/// <param name="Role">What it does.</param>
public sealed record Parameter(string Name, Tensor Value, ParameterRole Role);

/// <summary>Something a network keeps but does not learn: running mean and variance of a normalization.</summary>
/// <param name="Name">Its name in files.</param>
/// <param name="Value">Its values.</param>
public sealed record NetworkBuffer(string Name, Tensor Value);
