using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Runs;

/// <summary>
/// What the tensors of a file are called in the network: SpikeDistill's own names, torchvision's (which they are, where torchvision has
/// the layer), those of the public CIFAR code that calls shortcuts <c>shortcut</c> and the last layer <c>linear</c>, and those of other public
/// repositories (<see cref="NameTables"/>). What all names
/// begin with (<c>net.</c>) is taken off where more of them are the network's without it, and what compiling, checkpointing and sharding
/// modules put between the parts of a name (<c>_orig_mod.</c>) wherever it stands.
/// </summary>
internal sealed class WeightNames
{
    private static readonly string[] Wrappers = ["module.", "model."];

    /// <summary>Modules of PyTorch that wrap another one, which may be any within the network.</summary>
    private static readonly string[] WrappersWithin = ["_orig_mod.", "_checkpoint_wrapped_module.", "_fsdp_wrapped_module."];

    private static readonly string[] LastLayers = ["fc", "linear", "classifier"];

    /// <summary>What the public code of spiking transformers declares in every block and never uses.</summary>
    private static readonly string[] UnusedInBlocks =
        ["norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias", "attn.talking_heads.weight", "attn.attn_lif.w"];

    /// <summary>What that of the Spike-driven Transformer declares before them and never uses.</summary>
    private const string UnusedBeforeBlocks = "patch_embed.rpe_lif.w";

    /// <summary>What the layers of torchvision's VGG are numbered in.</summary>
    private const string Sequence = "features.";

    private readonly HashSet<string> _expected;
    private readonly string? _lastLayer;
    private readonly Dictionary<string, string>? _withoutNormalization;

    private readonly string _prefix;
    private readonly string[] _plain;
    private readonly IReadOnlyList<INameTable> _tables = NameTables.Rules;

    /// <param name="graph">The network.</param>
    /// <param name="names">The names in the file.</param>
    public WeightNames(NetworkGraph graph, IEnumerable<string> names)
    {
        string[] all = [.. names];
        _expected = [.. WeightTensors.Of(graph).Select(tensor => tensor.Name)];
        _lastLayer = LastLayer(graph);
        _prefix = SharedPrefixes(all).MaxBy(prefix => all.Count(name => IsKnown(Unwrapped(name[prefix.Length..])))) ?? "";
        string[] rests = [.. all.Select(Rest)];
        _plain = [.. all.Select(Plain)];
        _tables = NameTables.Of(graph, _plain);
        bool normalized = _plain.Any(name => name.EndsWith(".running_mean", StringComparison.Ordinal));
        _withoutNormalization = normalized || !_plain.Any(name => name.StartsWith(Sequence, StringComparison.Ordinal)) ? null : Plain(graph);
        TakenOff =
        [
            .. all.Zip(rests, (name, rest) => name[..^rest.Length]).Distinct().Where(prefix => prefix.Length > 0),
            .. WrappersWithin.Where(wrapper => rests.Any(rest => IsPartOf(rest, wrapper))),
            .. Wrappers.Where(wrapper => rests.Any(rest => Bare(rest).StartsWith(wrapper, StringComparison.Ordinal))),
        ];
    }

    /// <summary>What stands before names in the file and plays no part, such as <c>module.</c>.</summary>
    public IReadOnlyList<string> TakenOff { get; }

    /// <summary>Whose names most of those are that are not the network's own, in words; null where none are another's.</summary>
    public string? Source
        => _plain.Where(name => !OwnForms(name).Any(_expected.Contains))
            .SelectMany(name => _tables.Where(table => IsIn(table, name)).Select(table => table.Source).Distinct())
            .CountBy(source => source).OrderByDescending(source => source.Value).Select(source => source.Key).FirstOrDefault();

    /// <summary>Whether the file is of a network without normalizations, torchvision's <c>vgg16</c> beside <c>vgg16_bn</c>.</summary>
    public bool WithoutNormalization => _withoutNormalization is not null;

    /// <summary>Whether a tensor of this name is declared in the network's public code and never used, so that the network has none.</summary>
    public bool IsUnused(string name)
    {
        string plain = Plain(name);
        return Find(name) is null && (plain == UnusedBeforeBlocks
            ? _expected.Contains("patch_embed.rpe_conv.weight")
            : plain.Split('.', 3) is ["block", var number, var rest] && UnusedInBlocks.Contains(rest)
                && _expected.Any(known => known.StartsWith($"block.{number}.attn.", StringComparison.Ordinal)));
    }

    /// <summary>The network's tensor that a name stands for; null where it has none.</summary>
    public string? Find(string name)
    {
        name = Plain(name);
        return _withoutNormalization?.GetValueOrDefault(name)
            ?? (
                _withoutNormalization is not null && name.StartsWith(Sequence, StringComparison.Ordinal)
                    ? null
                    : Candidates(name).FirstOrDefault(_expected.Contains));
    }

    /// <summary>What all names begin with, part by part: first nothing, at last as much as they share.</summary>
    private static IEnumerable<string> SharedPrefixes(string[] names)
    {
        int length = 0;
        do
        {
            string prefix = names.Length == 0 ? "" : names[0][..length];
            if (!names.All(name => name.StartsWith(prefix, StringComparison.Ordinal) && name.Length > length))
            {
                yield break;
            }

            yield return prefix;
            length = names.Length == 0 ? 0 : names[0].IndexOf('.', length) + 1;
        }
        while (length > 0);
    }

    /// <summary>A name without what wrapping modules put before it.</summary>
    private static string Unwrapped(string name)
    {
        while (Array.Find(Wrappers, wrapper => name.StartsWith(wrapper, StringComparison.Ordinal)) is { } found)
        {
            name = name[found.Length..];
        }

        return name;
    }

    /// <summary>A name without what wraps the modules it goes through.</summary>
    private static string Bare(string name)
        => WrappersWithin.Aggregate(
            name, (rest, wrapper) => IsPartOf(rest, wrapper) ? $".{rest}".Replace($".{wrapper}", ".", StringComparison.Ordinal)[1..] : rest);

    private static bool IsPartOf(string name, string wrapper) => $".{name}".Contains($".{wrapper}", StringComparison.Ordinal);

    /// <summary>A name without what stands before it.</summary>
    private string Rest(string name) => Unwrapped(name.StartsWith(_prefix, StringComparison.Ordinal) ? name[_prefix.Length..] : name);

    private string Plain(string name) => Unwrapped(Bare(Rest(name)));

    private bool IsKnown(string name) => name.StartsWith(Sequence, StringComparison.Ordinal) || Candidates(name).Any(_expected.Contains);

    private IEnumerable<string> Candidates(string name)
        => OwnForms(name).Concat(_tables.Select(table => table.Find(name)).OfType<string>().SelectMany(OwnForms));

    private bool IsIn(INameTable table, string name) => table.Find(name) is { } found && OwnForms(found).Any(_expected.Contains);

    private IEnumerable<string> OwnForms(string name)
    {
        yield return name;
        yield return name.Replace(".shortcut.", ".downsample.", StringComparison.Ordinal);
        string[] parts = name.Split('.');
        bool isLast = Array.IndexOf(LastLayers, parts[0]) >= 0 && (parts.Length == 2 || (parts.Length == 3 && parts[1] == "0"));
        if (_lastLayer is not null && isLast)
        {
            yield return $"{_lastLayer}.{parts[^1]}";
        }
    }

    /// <summary>The prefix of the layer that gives the logits, where it is the only one whose weight is a matrix.</summary>
    private static string? LastLayer(NetworkGraph graph)
    {
        GraphNode[] matrices = [.. graph.Nodes.Where(node => node.Parameters.Any(parameter => parameter is { Role: ParameterRole.Weight, Shape.Rank: 2 }))];
        return matrices is [{ } only] && only.Index == graph.Nodes.Count - 1 ? only.Node.Prefix : null;
    }

    /// <summary>
    /// torchvision's numbers without normalizations: every module of the sequence takes a place but those that could pass on what they get.
    /// </summary>
    private static Dictionary<string, string>? Plain(NetworkGraph graph)
    {
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        int place = 0;
        foreach (GraphNode node in graph.Nodes)
        {
            WeightTensor[] tensors = [.. WeightTensors.Of(node)];
            bool mayMiss = tensors.Length > 0 && tensors.All(tensor => tensor.Identity is not null);
            if (tensors.Length > 0 && !mayMiss && node.Index < graph.Nodes.Count - 1)
            {
                if (!node.Node.Prefix.StartsWith(Sequence, StringComparison.Ordinal))
                {
                    return names.Count == 0 ? null : names;
                }

                foreach (WeightTensor tensor in tensors)
                {
                    names[$"{Sequence}{place}{tensor.Name[node.Node.Prefix.Length..]}"] = tensor.Name;
                }
            }

            place += node.Node.IsModule && !mayMiss ? 1 : 0;
        }

        return names;
    }
}
