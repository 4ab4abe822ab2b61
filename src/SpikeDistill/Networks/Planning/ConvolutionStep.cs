using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Planning;

/// <summary>
/// The convolution of a shortcut, which runs before anything else reads its source. Its gradient then comes last, and is added in
/// place to that of the others, only where the projection reads.
/// </summary>
internal sealed class ConvolutionStep(GraphNode node) : PlanStep
{
    public override IReadOnlyList<GraphNode> Nodes { get; } = [node];

    public override IEnumerable<int> Reads => node.Sources;

    public override IEnumerable<GraphNode> Stored => Nodes;

    public override void Run(Pass pass) => Convolve(pass, node);

    /// <summary>A convolution or linear layer whose statistics a normalization takes.</summary>
    public static void Convolve(Pass pass, GraphNode node)
    {
        Tensor output = ((IWeightedNode)node.Node).Weigh(pass.Call(node), out BatchStatistics? statistics);
        pass.Keep(node, output, statistics);
    }
}
