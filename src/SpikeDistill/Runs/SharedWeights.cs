using SpikeDistill.Catalogs;
using SpikeDistill.Networks;
using SpikeDistill.Ranks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Runs;

/// <summary>A network of a file that only the first of several ranks needs to see.</summary>
internal static class SharedWeights
{
    /// <summary>Loads a network on every rank from rank 0's file.</summary>
    /// <param name="ranks">The ranks, all of which call this.</param>
    /// <param name="path">A run folder or a weights file, as rank 0 sees it.</param>
    /// <param name="engine">Threads and memory.</param>
    /// <param name="catalog">What its metadata names.</param>
    /// <exception cref="RunException">No such file, not weights of SpikeDistill, damaged, or tensors that do not fit.</exception>
    public static Network Load(ICommunicator ranks, string path, Engine engine, Catalog catalog)
    {
        byte[] bytes = ranks.OfFirst(ranks.Rank == 0 ? File.ReadAllBytes(Checkpoint.FindWeights(path)) : []);
        if (ranks.Rank == 0)
        {
            return Checkpoint.LoadNetwork(path, engine, catalog);
        }

        string copy = Path.Combine(Path.GetTempPath(), $"spikedistill-{Path.GetRandomFileName()}.safetensors");
        try
        {
            File.WriteAllBytes(copy, bytes);
            return Checkpoint.LoadNetwork(copy, engine, catalog);
        }
        finally
        {
            File.Delete(copy);
        }
    }
}
