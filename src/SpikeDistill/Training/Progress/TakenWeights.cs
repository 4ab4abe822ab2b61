namespace SpikeDistill.Training;

/// <summary>What a network took of the weights it was to start from. It stays in the run's record.</summary>
/// <param name="Source">Whose weights they were: a file, or <see cref="InitialWeights.OfTeacher"/>.</param>
/// <param name="Sha256">The SHA-256 of the file, or of the network's parameters and running statistics.</param>
/// <param name="Taken">How many of the network's tensors were taken: parameters and running statistics.</param>
/// <param name="Kept">How many kept their own initial values.</param>
/// <param name="FirstKept">The first of those, each with the reason.</param>
/// <param name="Unused">How many tensors of the source have no place in the network, or another shape.</param>
/// <param name="FirstUnused">The names of the first of those.</param>
public sealed record TakenWeights(
    string Source, string Sha256, int Taken, int Kept, IReadOnlyList<string> FirstKept, int Unused, IReadOnlyList<string> FirstUnused)
{
    /// <summary>How many are named of those that do not fit.</summary>
    internal const int MostNamed = 5;

    /// <summary>The constants that images were normalized with for these weights, where they are others than the run's; null where not.</summary>
    public string? OtherNormalization { get; init; }

    /// <summary>
    /// Such as <c>58 of 60 tensors are taken from a.safetensors; 2 keep their initial values: fc.weight is [10, 64] there, not [100, 64],
    /// fc.bias is not there</c>.
    /// </summary>
    public override string ToString()
    {
        string kept = Kept == 0
            ? ""
            : $"; {Kept} {(Kept == 1 ? "keeps its" : "keep their")} initial values: {string.Join(", ", FirstKept)}{(Kept > FirstKept.Count ? ", ..." : "")}";
        string unused = Unused == 0
            ? ""
            : $"; {Unused} there {(Unused == 1 ? "plays" : "play")} no part: {string.Join(", ", FirstUnused)}{(Unused > FirstUnused.Count ? ", ..." : "")}";
        string constants = OtherNormalization is null ? "" : $"; they were trained on images normalized with {OtherNormalization}, unlike those of this run";
        return $"{Taken} of {Taken + Kept} tensors are taken from {Source}{kept}{unused}{constants}";
    }
}
