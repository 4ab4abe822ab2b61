using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Networks.Planning;
using SpikeDistill.Tensors;

namespace SpikeDistill.Cli.Reporting;

/// <summary>The steps in which a network runs: which nodes run as one operation, and what comes out.</summary>
internal static class PlanText
{
    /// <param name="description">The network.</param>
    /// <param name="dynamics">What fires in it.</param>
    /// <param name="size">Rows and columns of the images; null for those that the description says.</param>
    public static IReadOnlyList<PlanLine> Of(NetworkDescription description, Dynamics dynamics, (int Height, int Width)? size)
    {
        NetworkGraph graph = size is { } known ? description.GraphOf(dynamics, known.Height, known.Width) : description.GraphOf(dynamics);
        return [
            .. Plan.Fused(graph).Steps.Select(
                step => new PlanLine([.. step.Nodes.Select(node => node.Node.Name)], step.Gives.Output.Shape.ToString(), Values(step.Gives.Output)))];
    }

    public static IEnumerable<string> Lines(IReadOnlyList<PlanLine> plan)
    {
        yield return $"plan: {plan.Sum(line => line.Nodes.Count)} nodes run in {plan.Count} steps; nodes joined by '+' run as one operation each way";
        int width = plan.Count.ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
        foreach ((int index, PlanLine line) in plan.Index())
        {
            yield return $"  {(index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(width)}  "
                + $"{string.Join(" + ", line.Nodes)} -> {line.Shape}, {line.Values}";
        }
    }

    private static string Values(NodeValue value) => value switch
    {
        { Kind: ValueKind.Spikes, Packed: true } => "spikes as bits",
        { Kind: ValueKind.Spikes } => "spikes as floats",
        { Kind: ValueKind.PooledSpikes } => "averages of spikes",
        { Kind: ValueKind.Integers, Storage: StorageKind.Counts } => "sums of spikes as bytes",
        { Kind: ValueKind.Integers } => "sums of spikes",
        _ => "floats",
    };
}

/// <summary>A step of a plan.</summary>
/// <param name="Nodes">Its nodes.</param>
/// <param name="Shape">What it gives for an image and step.</param>
/// <param name="Values">What these numbers are.</param>
internal sealed record PlanLine(IReadOnlyList<string> Nodes, string Shape, string Values);
