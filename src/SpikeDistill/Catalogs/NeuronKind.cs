using SpikeDistill.Neurons;
using SpikeDistill.Options;

namespace SpikeDistill.Catalogs;

/// <summary>Reads a neuron: <c>type</c> with its options, and <c>surrogate</c> with its own beside them; or the type's name alone.</summary>
internal sealed class NeuronKind(Catalog catalog) : Kind<Neuron>
{
    // Before a neuron had options of its own, these stood in every recipe's section.
    private static readonly OptionInfo[] OfLeakyNeurons = [.. Lif.Entry.Options.Where(option => option.Name is "time_constant" or "decay_input")];
    private const string Type = "type", OfPlif = "per_channel", Parameter = "surrogate_parameter";

    /// <summary>The keys.</summary>
    public Section<Neuron> Keys { get; } = new Section<Neuron>(() => new Lif())
        .Choose(Type, catalog.Neurons, neuron => neuron, (_, value) => value, "The neuron.")
        .Choose(
            "surrogate",
            catalog.Surrogates,
            neuron => neuron.Surrogate,
            (neuron, value) => neuron with { Surrogate = value },
            "The slope by which gradients pass the neuron's step.");

    public override string Expected => Keys.Expected;

    internal override IReadOnlyList<Choice> ChoicesAt(ReadOnlySpan<string> path) => Keys.ChoicesAt(path);

    internal override Neuron Read(RecipeNode node, string path) => Keys.Read(
        node switch
        {
            MapNode map => WithoutWhatSaysNothing(map),
            ScalarNode { IsNull: false } name => new MapNode(name.Origin, [new MapEntry(new ScalarNode(name.Origin, Type), name)]),
            _ => node,
        },
        path);

    internal override RecipeNode Write(Neuron value) => Keys.Write(value);

    private static MapNode WithoutWhatSaysNothing(MapNode neuron)
    {
        string type = neuron[Type] is ScalarNode named ? named.Text : Lif.Entry.Name;
        return new MapNode(neuron.Origin, [.. neuron.Entries.Where(entry => !SaysNothing(entry, type))]);
    }

    private static bool SaysNothing(MapEntry entry, string type) => entry.Key.Text switch
    {
        Parameter => entry.Value is ScalarNode { IsNull: true },
        OfPlif => (type == Lif.Entry.Name || type == If.Entry.Name) && entry.Value is ScalarNode { Text: "false" },
        string key => type == If.Entry.Name && Array.Exists(OfLeakyNeurons, option => option.Name == key && option.Default == NodeText.Of(entry.Value)),
    };
}
