using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Networks.Families;

/// <summary>How a SEW block joins its branch F and its identity x (Fang et al., NeurIPS 2021, Table 1).</summary>
public enum JoinKind
{
    /// <summary>x + F: small whole numbers.</summary>
    Add,

    /// <summary>x · F: spikes where both fire.</summary>
    And,

    /// <summary>x · (1 − F): spikes where the identity fires and the branch does not.</summary>
    Iand,
}

/// <summary>The nodes of these joins.</summary>
internal static class Joins
{
    /// <param name="join">Which.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="branch">The branch's spikes.</param>
    /// <param name="identity">The identity.</param>
    public static Node Node(this JoinKind join, string name, string branch, string identity) => join switch
    {
        JoinKind.Add => new AddNode(name, branch, identity),
        JoinKind.And => new AndNode(name, branch, identity),
        JoinKind.Iand => new IandNode(name, branch, identity),
        _ => throw new ArgumentOutOfRangeException(nameof(join), join, "Unknown join."),
    };

    /// <summary>
    /// What the shift of the branch's last normalization starts with where its scale starts with 0, so that the block passes on what it
    /// gets: a silent branch, or with AND one that fires at every step (a threshold of 1 and neurons that keep all of their input).
    /// </summary>
    public static float IdentityShift(this JoinKind join) => join == JoinKind.And ? 1 : 0;
}
