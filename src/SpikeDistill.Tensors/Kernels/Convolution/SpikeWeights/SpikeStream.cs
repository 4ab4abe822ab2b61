namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeWeights;

/// <summary>
/// What one accumulator adds up: a tap of a panel of outputs. Offset is that of the tap's gradients, in vectors, from the group's
/// first panel.
/// </summary>
internal readonly record struct SpikeStream(int Panel, int Tap, int Offset);

/// <summary>Streams that are walked together, fed by the lists of one phase. Sums lie as [channel][stream][lane] from First on, in vectors.</summary>
internal sealed record SpikeBatch(int Phase, long First, SpikeStream[] Streams);
