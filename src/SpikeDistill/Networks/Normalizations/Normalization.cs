using System.Text.Json.Serialization;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Normalizations;

/// <summary>How a network normalizes behind its convolutions: makes the node of each place. A normalization is a record of its options.</summary>
[JsonConverter(typeof(WrittenJson<Normalization>))]
public abstract record Normalization : IDeclared<Normalization>, IWritten
{
    /// <summary>Its name in recipes.</summary>
    public string Name => Declared.Name;

    Entry<Normalization> IDeclared<Normalization>.Declared => Declared;

    RecipeNode IWritten.Written => new MapNode(Origin.None, [.. this.Written("type")]);

    /// <summary>The name and options that recipes give it; the same for all normalizations of a type.</summary>
    protected abstract Entry<Normalization> Declared { get; }

    /// <summary>Refuses what no recipe could say.</summary>
    /// <exception cref="ArgumentException">An impossible option, or options that do not go together.</exception>
    public virtual void Check() => this.CheckOptions();

    /// <summary>The node that normalizes in a place.</summary>
    public abstract Node Node(NormalizationSite site);
}

/// <summary>A place in a network where values are normalized.</summary>
/// <param name="Name">The node's name.</param>
/// <param name="From">The node it reads.</param>
public sealed record NormalizationSite(string Name, string From)
{
    /// <summary>How many normalized values are added before neurons read the sum: 2 where a residual block ends, else 1.</summary>
    public int Summands { get; init; } = 1;

    /// <summary>What the scale starts with: 0 where a residual block is to pass on what it gets before training.</summary>
    public float ScaleStart { get; init; } = 1;

    /// <summary>What the shift starts with.</summary>
    public float ShiftStart { get; init; }
}
