using SpikeDistill.Catalogs;
using SpikeDistill.Interop;
using SpikeDistill.Recipes;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Runs;

/// <summary>A finished run once more in another folder, where its recipe has another name, or its teacher's copy another place.</summary>
internal static class RunCopy
{
    /// <summary>What the name of a copy ends with until it is whole.</summary>
    private const string HalfEnding = ".copy.tmp";

    /// <summary>Whether all of a run so far was computed as this program would here, by itself, so that its copy is what would be trained.</summary>
    /// <param name="run">The run.</param>
    /// <param name="engine">What this program computes on.</param>
    /// <exception cref="RunException">Its state cannot be read.</exception>
    public static bool IsComputedAsHere(RunFolder run, Engine engine)
    {
        ComputedBy here = ComputedBy.Of(RunEnvironment.Describe(engine, run.Settings.Seed));
        return run.HasState
            ? Checkpoint.StateOf(run.CheckpointPath).Computed is [var only] && only == here
            : run.ReadEnvironment() is { } started && ComputedBy.Of(started) == here;
    }

    /// <summary>Makes one.</summary>
    /// <param name="run">The finished run; it is locked meanwhile.</param>
    /// <param name="path">The copy's folder, which holds nothing. Nobody else may make one there at the same time.</param>
    /// <param name="settings">What the copy's recipe says: the run's settings, but for its name and the place of its teacher.</param>
    /// <param name="catalog">What the settings name.</param>
    /// <exception cref="RunException">Somebody trains the run, it cannot be read, or the copy cannot be written.</exception>
    public static void Make(RunFolder run, string path, ExperimentSettings settings, Catalog catalog)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), half = full + HalfEnding;
        RunFolder.RequireFree(path);
        using RunLock taken = RunLock.Take(run.Path);
        try
        {
            if (Directory.Exists(half))
            {
                // What a process that was killed left.
                Directory.Delete(half, recursive: true);
            }

            Directory.CreateDirectory(half);
            foreach (string file in run.KeptFiles().Where(File.Exists))
            {
                using FileStream kept = File.OpenRead(DiskFile.Require(file));

                // Flushed to the disk, as what was trained is: a renamed folder of files that a power failure empties would look finished.
                AtomicFile.Write(Path.Combine(half, Path.GetFileName(file)), kept.CopyTo);
            }

            AtomicFile.WriteAllText(Path.Combine(half, RunFolder.RecipeName), Recipe.Write(settings, catalog));
            if (Directory.Exists(full))
            {
                Directory.Delete(full);
            }

            Directory.Move(half, full);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunFolderException(path, RunFolderReason.CannotBeWritten, $"a copy of {run.Path} cannot be made: {failure.Sentence()}", failure);
        }
    }
}
