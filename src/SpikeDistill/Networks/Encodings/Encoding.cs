using System.Text.Json.Serialization;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Encodings;

/// <summary>How a network of neurons is shown a still image: as it is at every step, or as spikes. An encoding is a record of its options.</summary>
[JsonConverter(typeof(WrittenJson<Encoding>))]
public abstract record Encoding : IDeclared<Encoding>, IWritten
{
    /// <summary>Its name in recipes.</summary>
    public string Name => Declared.Name;

    Entry<Encoding> IDeclared<Encoding>.Declared => Declared;

    RecipeNode IWritten.Written => new MapNode(Origin.None, [.. this.Written("type")]);

    /// <summary>The name and options that recipes give it; the same for all encodings of a type.</summary>
    protected abstract Entry<Encoding> Declared { get; }

    /// <summary>Refuses what no recipe could say.</summary>
    /// <exception cref="ArgumentException">An impossible option.</exception>
    public virtual void Check() => this.CheckOptions();

    /// <summary>The network for images so encoded.</summary>
    /// <param name="network">A network that repeats still images.</param>
    public abstract NetworkDescription Apply(NetworkDescription network);

    /// <summary>The name that its spikes are told by.</summary>
    private protected const string NodeName = "encoding";
}
