using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Surrogates;

namespace SpikeDistill.Benchmarks.Steps;

/// <summary>A way in which a network can be measured beside the usual one, with its initial weights.</summary>
/// <param name="Name">Its name as an option.</param>
/// <param name="Title">What people call it.</param>
internal sealed record NetworkForm(string Name, string Title)
{
    private const int AttentionRank = 8;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<NetworkForm> All { get; } =
    [
        new("recompute", "recompute") { Recompute = true },
        new("mpbn", "MPBN") { Neuron = new Mpbn { Surrogate = new Tanh() } },
        new("pfa", $"PFA, rank {AttentionRank}") { Settings = plain => plain with { Family = (ResNet)plain.Family with { AttentionRank = AttentionRank } } },
    ];

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => All.Select(form => form.Name);

    /// <summary>Whether blocks are run again in the backward pass.</summary>
    public bool Recompute { get; init; }

    /// <summary>What fires in it; null for the usual neurons.</summary>
    public Neuron? Neuron { get; init; }

    /// <summary>The network, from the usual one; null for that.</summary>
    public Func<NetworkSettings, NetworkSettings>? Settings { get; init; }

    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static NetworkForm Of(string name)
        => All.FirstOrDefault(form => form.Name == name) ?? throw new ArgumentException($"There is no form '{name}'; there are {string.Join(", ", Names)}.");

    /// <summary>Whether a network can have the form.</summary>
    public bool Fits(NetworkSettings plain) => Recompute || plain.Family is ResNet;

    /// <summary>The network in this form.</summary>
    /// <exception cref="ArgumentException">It cannot have it.</exception>
    public Subject Make(SubjectStore store, NetworkSettings plain)
        => Fits(plain)
            ? store.Untrained(Settings?.Invoke(plain) ?? plain, Neuron, Recompute)
            : throw new ArgumentException($"Only the network 'resnet18' is measured as '{Name}'.");
}
