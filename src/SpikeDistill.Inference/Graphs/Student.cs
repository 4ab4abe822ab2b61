namespace SpikeDistill.Inference.Graphs;

/// <summary>
/// A spiking network as it runs where it is used: nodes in the order they run, the last of which gives the logits. Normalizations are
/// folded into scales and biases. It is checked when it is made and does not change.
/// </summary>
public sealed class Student
{
    /// <summary>The number of the image among the nodes that are read.</summary>
    public const int Image = -1;

    /// <summary>Makes a student.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="timesteps">T: the steps it was trained with.</param>
    /// <param name="input">Its images.</param>
    /// <param name="nodes">Its nodes; each reads earlier ones.</param>
    /// <exception cref="StudentException">The nodes do not go together; the message names the one that does not.</exception>
    public Student(string name, int timesteps, StudentInput input, IReadOnlyList<StudentNode> nodes)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(nodes);
        (Name, Timesteps, Input, Nodes) = (name, timesteps, input, nodes);
        Values = StudentChecks.Values(this);
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>T: the steps it was trained with.</summary>
    public int Timesteps { get; }

    /// <summary>Its images.</summary>
    public StudentInput Input { get; }

    /// <summary>Its nodes in the order they run.</summary>
    public IReadOnlyList<StudentNode> Nodes { get; }

    /// <summary>What each node gives.</summary>
    public IReadOnlyList<StudentValue> Values { get; }

    /// <summary>The names of the classes; empty where they are not known.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>The number of classes.</summary>
    public int Classes => ((LogitsNode)Nodes[^1]).Channels;

    /// <summary>The number of weights, without scales and biases.</summary>
    public long WeightCount => WeightTerms.Sum(term => (long)term.Count);

    /// <summary>Whether all weights are integers.</summary>
    public bool IsInteger => WeightTerms.All(term => term.Integers is not null);

    /// <summary>All that weighs what it reads.</summary>
    internal IEnumerable<WeightTerm> WeightTerms => Nodes.OfType<SumNode>().SelectMany(node => node.Terms).OfType<WeightTerm>();
}
