namespace SpikeDistill.Interop.Pickles;

/// <summary>Why a pickle is refused, and what to do, where the file's name is not known.</summary>
internal sealed class PickleRefusal(string problem, string remedy) : Exception(problem)
{
    public string Remedy { get; } = remedy;
}
