using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Normalizations;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>A family of networks: a record of its options that writes the nodes of a network (<see cref="NetworkBuilder"/>).</summary>
public abstract record NetworkFamily : IDeclared<NetworkFamily>
{
    /// <summary>Its name in recipes and results: the architecture.</summary>
    public virtual string Name => Declared.Name;

    /// <summary>The network in a few words, such as <c>resnet [1,1,1,1], width 16</c>.</summary>
    public virtual string Title => this.Words<NetworkFamily>();

    /// <summary>The network in words: its name and its options.</summary>
    internal string Words() => this.Words<NetworkFamily>();

    /// <summary>Whether neurons can fire in it; else it is an ANN.</summary>
    public virtual bool Fires => true;

    /// <summary>What is known of its options.</summary>
    internal IReadOnlyList<OptionInfo> Options => Declared.Options;

    Entry<NetworkFamily> IDeclared<NetworkFamily>.Declared => Declared;

    /// <summary>The name and options that recipes give it.</summary>
    protected abstract Entry<NetworkFamily> Declared { get; }

    /// <summary>Refuses what no recipe could say.</summary>
    /// <exception cref="ArgumentException">An impossible option, or options that do not go together.</exception>
    public virtual void Check() => this.CheckOptions();

    /// <summary>The network's nodes. The options are checked.</summary>
    /// <exception cref="ArgumentException">Options that make no network.</exception>
    public abstract NetworkDescription Describe(NetworkInputs inputs);

    /// <summary>Networks of this family that tensors of a file could be of, so that somebody who named another is told; by default this one.</summary>
    /// <param name="shapes">What is known of the tensors.</param>
    public virtual IEnumerable<NetworkFamily> Guesses(WeightShapes shapes) => [this];

    /// <summary>How the options are written, where they are more than options.</summary>
    internal virtual IEnumerable<MapEntry> Written => this.Written("architecture");
}

/// <summary>What a family is told to write a network for.</summary>
/// <param name="Classes">Number of classes.</param>
/// <param name="Channels">Channels of the images.</param>
/// <param name="Normalization">How it normalizes.</param>
public sealed record NetworkInputs(int Classes, int Channels, Normalization Normalization);
