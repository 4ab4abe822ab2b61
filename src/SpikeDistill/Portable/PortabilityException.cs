namespace SpikeDistill.Portable;

/// <summary>A network that cannot be written as operations of other programs. The message names the node.</summary>
public sealed class PortabilityException : ArgumentException
{
    /// <summary>What cannot be written of a node.</summary>
    /// <param name="node">Its name.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="problem">What is wrong, going on behind "The node 'name' ...".</param>
    /// <param name="cause">What showed it, if something did.</param>
    public PortabilityException(string node, string kind, string problem, Exception? cause = null)
        : base($"The node '{node}' ({kind}) {problem}", cause) => Node = node;

    /// <summary>What cannot be written of the whole.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="cause">What showed it, if something did.</param>
    public PortabilityException(string problem, Exception? cause = null)
        : base(problem, cause)
    {
    }

    /// <summary>The node's name; null where it is no single node's fault.</summary>
    public string? Node { get; }
}
