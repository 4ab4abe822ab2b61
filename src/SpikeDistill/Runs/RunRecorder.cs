using SpikeDistill.Interop;
using SpikeDistill.Training;

namespace SpikeDistill.Runs;

/// <summary>
/// Keeps runs in a folder (<see cref="RunFolder"/>): the recipe, what it was computed on, measures, weights, and the state to go on from. A
/// folder that holds the run already is gone on with; a process that is killed anywhere loses what came after the last state.
/// </summary>
/// <param name="path">The folder; made where it is missing.</param>
public sealed class RunRecorder(string path) : IRunRecorder
{
    private RunFolder? _folder;
    private RunLock? _lock;
    private RunBeacon? _beacon;

    /// <inheritdoc/>
    public string Place { get; } = path ?? throw new ArgumentNullException(nameof(path));

    /// <summary>Where the recipe says that the teacher comes from; null where it is not written.</summary>
    public TeacherSettings? Teacher { get; init; }

    /// <inheritdoc/>
    /// <exception cref="RunException">
    /// The folder holds something else, or the run with other settings; another process trains there; it cannot be written or read;
    /// the settings hold what has no name in the run's catalog.
    /// </exception>
    public RecordedRun? Begin(TrainingRun run, RunContents contents)
    {
        ExperimentSettings settings = Teacher is null ? run.Settings : run.Settings with { Teacher = Teacher };
        _folder = RunException.Guard(() => RunFolder.IsRun(Place)
            ? RunFolder.Resume(Place, settings, run.Catalog)
            : RunFolder.Create(Place, settings, run.Student.Engine, run.Catalog, run.Ranks?.Count ?? 1));
        _lock = RunLock.Take(Place);
        _beacon = new RunBeacon(Place, run.Settings.Training);
        try
        {
            return File.Exists(_folder.CheckpointPath)
                ? new RecordedRun(
                    new RunState(Checkpoint.LoadState(_folder.CheckpointPath, contents.Student, contents.Learned, contents.Optimizer)),
                    _folder.ReadMetrics)
                { Environment = _folder.ReadEnvironment() }
                : null;
        }
        catch
        {
            End();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Save(RunContents contents, RunState state) => Write(state, () => SaveState(contents, state));

    /// <summary>Writes the measures, the weights and last the state that counts them, so that a crash in between loses nothing.</summary>
    /// <inheritdoc/>
    public void EndEpoch(RunContents contents, RunState state, IReadOnlyList<EpochMetrics> epochs, bool best)
        => Write(state, () =>
        {
            _folder!.WriteMetrics(epochs);
            foreach (string file in best ? [_folder.WeightsPath, _folder.BestPath] : new[] { _folder.WeightsPath })
            {
                contents.AsEvaluated(() => Checkpoint.SaveWeights(file, contents.Student));
            }

            SaveState(contents, state);
        });

    /// <inheritdoc/>
    /// <remarks>Who watches a run asks it by <see cref="RunFolder.RequestStop"/>.</remarks>
    public bool IsAskedToStop => _beacon?.IsAskedToStop == true;

    /// <inheritdoc/>
    public void BatchDone(BatchProgress progress) => _beacon?.Tell(progress);

    /// <inheritdoc/>
    public void End()
    {
        _beacon?.Dispose();
        _beacon = null;
        _lock?.Dispose();
        _lock = null;
    }

    private void SaveState(RunContents contents, RunState state)
        => Checkpoint.SaveState(_folder!.CheckpointPath, contents.Student, contents.Learned, contents.Optimizer, state.Position);

    private void Write(RunState state, Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunFolderException(
                Place,
                RunFolderReason.CannotBeWritten,
                $"the state after {state} cannot be written: {failure.Sentence()} What was saved before is kept.",
                failure);
        }
    }
}
