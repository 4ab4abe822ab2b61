using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Portable;

namespace SpikeDistill.Exporting;

/// <summary>Writes networks node by node.</summary>
internal static class PortableNetwork
{
    /// <summary>Writes a network.</summary>
    /// <param name="network">The network, for images of a size.</param>
    /// <param name="image">The images, in PyTorch's axes.</param>
    /// <param name="enter">Is told of each node before it is written.</param>
    /// <returns>What each node gives; the last one's are the logits, [T·N, classes].</returns>
    /// <exception cref="PortabilityException">A node cannot be written; the message names it.</exception>
    public static PortableValue[] Write(NetworkGraph network, PortableValue image, Action<Node> enter)
    {
        PortableValue[] values = new PortableValue[network.Nodes.Count];
        foreach (GraphNode placed in network.Nodes)
        {
            enter(placed.Node);
            IReadOnlyList<PortableValue> inputs = [.. placed.Sources.Select(source => source == NetworkGraph.Image ? image : values[source])];
            try
            {
                values[placed.Index] = placed.Node.Write(new NodeWriting(image.Graph, inputs, placed.Context, placed.Output));
            }
            catch (NotSupportedException failure)
            {
                throw new PortabilityException(placed.Node.Name, placed.Node.Kind, failure.Message, failure);
            }
        }

        return values;
    }
}
