using SpikeDistill.Ranks;

namespace SpikeDistill.Cli.Processes;

/// <summary>This process among those that an mpirun has started.</summary>
/// <param name="Ranks">All of them.</param>
/// <param name="Here">How many are on this machine.</param>
/// <param name="Threads">Threads for this one, where nobody says how many.</param>
internal sealed record RankPlace(ICommunicator Ranks, int Here, int Threads)
{
    /// <summary>Finds its place; all ranks do so together.</summary>
    public static RankPlace Of(ICommunicator ranks)
    {
        string machine = Environment.MachineName;
        string[] places = ranks.GatherTexts($"{machine}\n{ThreadShare.AllowedProcessors()}");
        string[] here = [.. places.Where(place => place.Split('\n')[0] == machine).Select(place => place.Split('\n')[1])];
        return new RankPlace(ranks, here.Length, ThreadShare.Of(ThreadShare.AllowedProcessors(), here, Environment.ProcessorCount));
    }
}
