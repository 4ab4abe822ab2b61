namespace SpikeDistill.Networks.Graphs;

/// <summary>A description that is no network. The message names the node.</summary>
public sealed class DescriptionException : ArgumentException
{
    /// <summary>What is wrong with a node.</summary>
    /// <param name="node">Its name.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="problem">What is wrong, going on behind "The node 'name' ...".</param>
    /// <param name="cause">What showed it, if something did.</param>
    public DescriptionException(string node, string kind, string problem, Exception? cause = null)
        : base($"The node '{node}' ({kind}) {problem}", cause) => Node = node;

    /// <summary>What is wrong with the whole.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="cause">What showed it, if something did.</param>
    public DescriptionException(string problem, Exception? cause = null)
        : base(problem, cause)
    {
    }

    /// <summary>The node's name; null where it is no single node's fault.</summary>
    public string? Node { get; }
}
