namespace SpikeDistill.Runs;

/// <summary>The names that a public repository's modules give the tensors of a network.</summary>
internal interface INameTable
{
    /// <summary>Whose names they are, in words.</summary>
    string Source { get; }

    /// <summary>The network's name of a tensor; null for a name that is not one of the repository's.</summary>
    string? Find(string name);
}
