using SpikeDistill.Catalogs;
using SpikeDistill.Interop;
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
        string file = ranks.Rank == 0 ? Checkpoint.FindWeights(path) : path;
        byte[] content = ranks.OfFirst(ranks.Rank == 0 ? ContentOf(file) : []);

        // Without a file of this rank's own, which would stay where the rank is killed.
        return Checkpoint.LoadNetwork(content, file, engine, catalog);
    }

    private static byte[] ContentOf(string file)
    {
        try
        {
            long length = new FileInfo(file).Length;
            return length <= Array.MaxLength
                ? File.ReadAllBytes(file)
                : throw new WeightsException(
                    file,
                    WeightsReason.CannotBeRead,
                    $"has {length} bytes, but at most {Array.MaxLength} (2 GiB) can be sent to the other ranks. "
                        + "Train with a network of this size in one process.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new WeightsException(file, WeightsReason.CannotBeRead, $"cannot be read: {failure.Sentence()}", failure);
        }
    }
}
