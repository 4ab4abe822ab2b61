using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>A node that sums what it reads with weights, and can take its output's statistics on the way for a normalization that comes next.</summary>
internal interface IWeightedNode
{
    /// <summary>The sums with, in training, their statistics.</summary>
    Tensor Weigh(NodeCall call, out BatchStatistics? statistics);

    /// <summary>The sums, computed when they are asked for, on a tape that does not record.</summary>
    PendingSum WeighLater(NodeCall call);

    /// <summary>The same node with a bias.</summary>
    Node WithBias();
}
