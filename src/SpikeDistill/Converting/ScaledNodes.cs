using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Converting;

/// <summary>
/// The nodes of an ANN with factors on their parameters, such that spikes of height 1 stand for activations up to a layer's threshold θ:
/// what reads spikes is multiplied by their θ, what charges neurons is divided by theirs. Where no parameter can take a factor, as on the
/// shortcut of a residual block, a convolution of one weight a channel is put in.
/// </summary>
internal sealed class ScaledNodes
{
    private readonly NetworkGraph _graph;
    private readonly IReadOnlyDictionary<string, float> _thresholds;
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, float> _factors = new(StringComparer.Ordinal);
    private readonly int[] _readers;

    /// <summary>How much a value of each node stands for.</summary>
    private readonly float[] _scales;

    /// <summary>The parameters that multiply each value; null where it is not multiplied by parameters of its own.</summary>
    private readonly List<string>?[] _multipliers;

    public ScaledNodes(NetworkGraph graph, IReadOnlyDictionary<string, float> thresholds)
    {
        (_graph, _thresholds) = (graph, thresholds);
        _scales = new float[graph.Nodes.Count];
        _multipliers = new List<string>?[graph.Nodes.Count];
        _readers = new int[graph.Nodes.Count];
        foreach (int source in graph.Nodes.SelectMany(node => node.Sources).Where(source => source != NetworkGraph.Image))
        {
            _readers[source]++;
        }

        foreach (GraphNode placed in graph.Nodes)
        {
            Take(placed);
        }
    }

    /// <summary>The nodes in the order they run.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>What a tensor is multiplied by; of a convolution that was put in, its weight.</summary>
    public float FactorOf(string tensor) => _factors.GetValueOrDefault(tensor, 1);

    private void Take(GraphNode placed)
    {
        float[] scales = [.. placed.Sources.Select(ScaleOf)];
        int index = placed.Index;
        _scales[index] = 1;
        switch (placed.Node.Scaling)
        {
            case ScaleRole.Weighs:
                _multipliers[index] = [.. placed.Parameters.Select(parameter => parameter.Name)];
                Multiply(_multipliers[index]!.Take(1), scales[0]);
                _nodes.Add(placed.Node);
                break;
            case ScaleRole.Shifts:
                _multipliers[index] = [.. placed.Parameters.Select(parameter => parameter.Name)];
                _nodes.Add(Reading(placed, edge => scales[edge] != 1, out _));
                break;
            case ScaleRole.Passes when placed.Sources.Count == 1:
                (_scales[index], _multipliers[index]) = (scales[0], MultipliersOf(placed.Sources[0]));
                _nodes.Add(placed.Node);
                break;
            case ScaleRole.Passes:
                Join(placed, scales);
                break;
            case ScaleRole.Fires:
                Fire(placed);
                break;
            default:
                throw new DescriptionException(
                    placed.Node.Name,
                    placed.Node.Kind,
                    "has no spiking twin; networks of convolutions, linear layers, normalizations, rectifiers, sums and pools are converted.",
                    new NotSupportedException());
        }
    }

    /// <summary>A sum of values of one scale keeps it; else every value is brought to what it stands for, by parameters that a factor can go to.</summary>
    private void Join(GraphNode placed, float[] scales)
    {
        List<string> multipliers = [];
        Node node = Reading(placed, edge => MultipliersOf(placed.Sources[edge]) is null || scales[edge] != 1, out IReadOnlyList<string> added);
        for (int edge = 0; edge < scales.Length; edge++)
        {
            multipliers.AddRange(MultipliersOf(placed.Sources[edge]) is { } own && scales[edge] == 1 ? own : []);
        }

        _multipliers[placed.Index] = [.. multipliers, .. added];
        _nodes.Add(node);
    }

    private void Fire(GraphNode placed)
    {
        string layer = placed.Node.Name;
        float threshold = _thresholds.TryGetValue(layer, out float found) && found > 0
            ? found
            : throw new ArgumentException($"The layer '{layer}' has no threshold above 0.");
        int source = placed.Sources[0];
        List<string>? multipliers = ScaleOf(source) == 1 ? MultipliersOf(source) : null;
        Node node = placed.Node;
        if (multipliers is null)
        {
            node = Reading(placed, _ => true, out IReadOnlyList<string> added);
            multipliers = [.. added];
        }

        Multiply(multipliers, 1 / threshold);
        _nodes.Add(node);
        _scales[placed.Index] = threshold;
    }

    /// <summary>The node, reading some of its values through a convolution that only scales them.</summary>
    private Node Reading(GraphNode placed, Func<int, bool> scaled, out IReadOnlyList<string> added)
    {
        List<string> names = [];
        string[] reads = [.. placed.Node.Reads];
        for (int edge = 0; edge < reads.Length; edge++)
        {
            if (!scaled(edge))
            {
                continue;
            }

            int channels = _graph.Value(placed.Sources[edge]).Shape.Channels;
            string name = $"{placed.Node.Name}.scale{(reads.Length > 1 ? edge : "")}";
            _nodes.Add(new ConvolutionNode(name, reads[edge], channels) { Kernel = 1, Groups = channels });
            _factors[name + ".weight"] = ScaleOf(placed.Sources[edge]);
            names.Add(name + ".weight");
            reads[edge] = name;
        }

        added = names;
        return placed.Node with { Reads = reads };
    }

    private float ScaleOf(int source) => source == NetworkGraph.Image ? 1 : _scales[source];

    /// <summary>What a factor on a value goes to: none where another node reads the value too, and would see it.</summary>
    private List<string>? MultipliersOf(int source) => source == NetworkGraph.Image || _readers[source] > 1 ? null : _multipliers[source];

    private void Multiply(IEnumerable<string> tensors, float factor)
    {
        foreach (string tensor in tensors)
        {
            _factors[tensor] = FactorOf(tensor) * factor;
        }
    }
}
