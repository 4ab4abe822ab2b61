using System.Globalization;
using System.Text.RegularExpressions;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Runs;

/// <summary>Names of modules in a sequence whose numbers count what the network has no numbers for, such as pools: their order tells which is which.</summary>
internal sealed partial class NumberedTable : INameTable
{
    private readonly Dictionary<string, string> _modules;

    private NumberedTable(string source, Dictionary<string, string> modules) => (Source, _modules) = (source, modules);

    /// <inheritdoc/>
    public string Source { get; }

    /// <summary>VGGSNN of TET: <c>features.3.fwd.module.0</c> is the third convolution where number 2 is a pool, <c>module.1</c> its normalization.</summary>
    public static NumberedTable OfVggSnn(NetworkGraph graph, IReadOnlyList<string> names)
    {
        Dictionary<string, string> modules = new(StringComparer.Ordinal);
        (string Convolution, string Normalization)[] layers =
        [
            .. graph.Nodes.Zip(graph.Nodes.Skip(1)).Where(pair => pair is { First.Node: ConvolutionNode, Second.Node: NormalizationNode })
                .Select(pair => (pair.First.Node.Prefix, pair.Second.Node.Prefix)),
        ];
        foreach ((int number, (string convolution, string normalization)) in Numbers(names, Feature()).Zip(layers))
        {
            modules[$"features.{number}.fwd.module.0"] = convolution;
            modules[$"features.{number}.fwd.module.1"] = normalization;
        }

        return new NumberedTable("TET's repository", modules);
    }

    /// <summary>
    /// SEW's networks for events: <c>conv.4.0.module.0</c> widens and <c>conv.5.conv.0.0.module.0</c> is the first convolution of a block, whose
    /// numbers count pools between them.
    /// </summary>
    public static NumberedTable OfSewEvents(IReadOnlyList<string> names)
    {
        Dictionary<string, string> modules = new(StringComparer.Ordinal);
        HashSet<int> blocks = [.. Numbers(names, Block())];
        int layer = 1;
        foreach (int number in Numbers(names, Widening()).Concat(blocks).Order())
        {
            string from = $"conv.{number}", to = $"layer{layer}";
            if (!blocks.Contains(number))
            {
                Add(from, to + ".up.0", to + ".up.1", to + ".up.2");
                continue;
            }

            Add($"{from}.conv.0", to + ".0.conv1", to + ".0.bn1", to + ".0.sn1");
            Add($"{from}.conv.1", to + ".0.conv2", to + ".0.bn2", to + ".0.sn2");
            layer++;
        }

        modules["out"] = "fc";
        return new NumberedTable("SEW's repository", modules);

        void Add(string from, string convolution, string normalization, string neurons)
        {
            foreach (string container in (string[])["0.module", "0"])
            {
                modules[$"{from}.{container}.0"] = convolution;
                modules[$"{from}.{container}.1"] = normalization;
            }

            modules[$"{from}.1"] = neurons;
        }
    }

    /// <inheritdoc/>
    public string? Find(string name)
    {
        int tensor = name.LastIndexOf('.');
        return tensor > 0 && _modules.TryGetValue(name[..tensor], out string? module) ? module + name[tensor..] : null;
    }

    /// <summary>The numbers in names of a form, in their order.</summary>
    private static IEnumerable<int> Numbers(IReadOnlyList<string> names, Regex form)
        => names.Select(name => form.Match(name)).Where(match => match.Success)
            .Select(match => int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture)).Distinct().Order();

    [GeneratedRegex(@"^features\.(?<number>[0-9]{1,4})\.fwd\.module\.0\.weight$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Feature();

    [GeneratedRegex(@"^conv\.(?<number>[0-9]{1,4})\.0\.(module\.)?0\.weight$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Widening();

    [GeneratedRegex(@"^conv\.(?<number>[0-9]{1,4})\.conv\.0\.0\.(module\.)?0\.weight$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Block();
}
