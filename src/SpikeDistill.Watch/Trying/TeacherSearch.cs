using System.Collections.Concurrent;
using SpikeDistill.Catalogs;
using SpikeDistill.Networks;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;
using SpikeDistill.Watch.Runs;

namespace SpikeDistill.Watch.Trying;

/// <summary>
/// Finds the teacher of a run among the runs that are watched, by the sum of its weights, which the run keeps; where the run's recipe says that
/// it is may be outside of the folder, and is not looked at.
/// </summary>
internal sealed class TeacherSearch(WatchedFolder runs, Engine engine, Catalog catalog)
{
    /// <summary>Networks whose weights are summed up at most for one run.</summary>
    private const int MostCandidates = 100;

    private readonly ConcurrentDictionary<string, string> _sums = new(StringComparer.Ordinal);

    /// <summary>The teacher's place; null where it is not among them.</summary>
    /// <param name="student">The run.</param>
    public string? Of(WatchedRun student)
    {
        string checkpoint = Path.Combine(runs.FolderOf(student.Id), RunFolder.CheckpointName);
        if (!File.Exists(checkpoint) || Checkpoint.StateOf(checkpoint, verified: false).Teacher is not { } sum)
        {
            return null;
        }

        return runs.List().Runs.Where(run => run.Id != student.Id && run.HasWeights && run.DataSet == student.DataSet)
            .OrderBy(run => run.Timesteps ?? 0).Take(MostCandidates).FirstOrDefault(run => SumOf(run) == sum)?.Id;
    }

    private string SumOf(WatchedRun run) => _sums.GetOrAdd($"{run.Id} {run.Stamp}", _ =>
    {
        try
        {
            string folder = runs.FolderOf(run.Id);
            OwnFiles.Require(folder);
            using Network network = Checkpoint.LoadNetwork(folder, engine, catalog);
            return TeacherFingerprint.Of(network);
        }
        catch (RunException)
        {
            return "";
        }
    });
}
