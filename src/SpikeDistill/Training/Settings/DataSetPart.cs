using SpikeDistill.Data;
using SpikeDistill.Options;

namespace SpikeDistill.Training;

/// <summary>The key that names a data set, with that set's options beside it; or images of one's own, of which a name is all that is known.</summary>
/// <param name="sets">What can be named.</param>
/// <param name="anyImages">Whether any name is taken, those that cannot be opened as images of one's own.</param>
internal sealed class DataSetPart(Shelf<Entry<DataSource>> sets, bool anyImages) : Part<DataSettings>
{
    private const string SetKey = "set";
    private const string Help = "The images.";

    private readonly ChoicePart<DataSettings, Entry<DataSource>> _named = new(
        SetKey,
        sets,
        section => sets.EntryOf(section.Source),
        (section, entry) => section with { Source = entry.Default },
        section => sets.EntryOf(section.Source).Section.KeysOf(section.Source)
            .Select(key => key.In<DataSettings>(whole => whole.Source, (whole, source) => whole with { Source = source })),
        Help);

    public override Choice Choice(DataSettings initial) => _named.Choice(initial);

    public override DataSettings Begin(DataSettings section, MapNode map, string path)
        => anyImages && map[SetKey] is { } node && Kinds.Text.Read(node, $"{path}.{SetKey}") is var name && !sets.Contains(name)
            ? section with { Source = new OwnImages(name) }
            : _named.Begin(section, map, path);

    public override IEnumerable<Key<DataSettings>> Keys(DataSettings section)
        => section.Source is OwnImages
            ? [new Key<DataSettings, string>(SetKey, Kinds.Text, value => value.Set, (value, _) => value, Help)]
            : _named.Keys(section);

    public override string? Elsewhere(string key, DataSettings section) => section.Source is OwnImages ? null : _named.Elsewhere(key, section);

    public override Part<TWhole> In<TWhole>(Func<TWhole, DataSettings> part, Func<TWhole, DataSettings, TWhole> replace)
        => throw new NotSupportedException("A recipe's data is no part of another section.");
}
