using System.Text.Json;
using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Interop;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>
/// Runs that comparisons side by side in one folder have in common. Each is trained once, in the folder of the comparison that comes to it
/// first, and copied into those of the others, so that each of these is whole by itself. Notes in the folder <see cref="FolderName"/> say where
/// a run is; a lock beside each keeps two from training or copying it at the same time. A note is believed only where the run that it names
/// still is what is looked for, computed by this very program.
/// </summary>
/// <param name="root">The folder that the comparisons' folders lie in.</param>
/// <param name="catalog">What recipes name.</param>
/// <param name="dataDirectory">The folder with data sets; null for the usual places.</param>
internal sealed class SharedRuns(string root, Catalog catalog, string? dataDirectory)
{
    /// <summary>The folder in that of the comparisons.</summary>
    public const string FolderName = "reproduce-shared";

    /// <summary>Bytes of the largest note that is read.</summary>
    private const long Largest = 1 << 16;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly string _notes = Path.Combine(root, FolderName);

    /// <summary>Trains a run, or takes it over from where it was trained before; one that was left half trained there is finished there first.</summary>
    /// <param name="settings">The run.</param>
    /// <param name="folder">Its folder, in that of its comparison.</param>
    /// <param name="engine">What it is computed on.</param>
    /// <param name="train">Trains a run in a folder, or goes on with it there.</param>
    /// <param name="say">Is told where a run comes from that is not trained.</param>
    /// <param name="token">Stops waiting.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FinishedRun Train(
        ExperimentSettings settings, string folder, Engine engine, Func<ExperimentSettings, string, FinishedRun> train, Action<string> say,
        CancellationToken token)
    {
        if (RunKey.Of(settings, catalog, dataDirectory) is not { } key)
        {
            return train(settings, folder);
        }

        Directory.CreateDirectory(_notes);
        using FileLock taken = Lock(key, settings, say, token);
        if (!RunFolder.IsRun(folder) && !TakeOver(key, settings, folder, engine, train, say))
        {
            AtomicFile.WriteAllText(
                NoteOf(key), JsonSerializer.Serialize(new Note(Path.GetRelativePath(root, folder).Replace('\\', '/')), Json.Indented) + "\n");
        }

        return train(settings, folder);
    }

    /// <summary>Whether the run was there already, finished by now, and is in the folder.</summary>
    private bool TakeOver(
        RunKey key, ExperimentSettings settings, string folder, Engine engine, Func<ExperimentSettings, string, FinishedRun> train, Action<string> say)
    {
        if (Noted(key) is not { } place || !RunFolder.IsRun(place))
        {
            return false;
        }

        try
        {
            RunFolder there = RunFolder.Open(place, catalog);
            if (RunKey.Of(there.Settings, catalog, dataDirectory) != key || !RunCopy.IsComputedAsHere(there, engine))
            {
                return false;
            }

            if (!there.IsFinished)
            {
                say($"{settings.Name} is the run of {place}, which stands after epoch {there.FinishedEpochs}; it is finished there first.");
                train(there.Settings, place);
            }

            RunCopy.Make(there, folder, settings, catalog);
            say($"{settings.Name} is taken over from {place}: the same recipe, seed, teacher, images and program.");
            return true;
        }
        catch (Exception failure) when (failure is (RunException and not DivergenceException) or InputException)
        {
            // What diverges there would here too.
            say($"{settings.Name} is trained anew, because its run in {place} cannot be taken over: {FailureText.Of(failure)}");
            return false;
        }
    }

    private FileLock Lock(RunKey key, ExperimentSettings settings, Action<string> say, CancellationToken token)
    {
        string file = Path.Combine(_notes, key.Name + ".lock");
        if (FileLock.Take(file) is { } free)
        {
            return free;
        }

        say($"{settings.Name} waits for the same run of another comparison, which is being trained.");
        while (true)
        {
            if (token.WaitHandle.WaitOne(Pause))
            {
                throw new OperationCanceledException(token);
            }

            if (FileLock.Take(file) is { } taken)
            {
                return taken;
            }
        }
    }

    private string NoteOf(RunKey key) => Path.Combine(_notes, key.Name + ".json");

    /// <summary>Where a note says that a run is; null where there is none that can be read.</summary>
    private string? Noted(RunKey key)
    {
        FileInfo file = new(NoteOf(key));
        try
        {
            return file is { Exists: true, Length: > 0 and <= Largest }
                && JsonSerializer.Deserialize<Note>(File.ReadAllText(DiskFile.Require(file.FullName)), Json.Line) is { Folder.Length: > 0 } note
                ? Path.GetFullPath(Path.Combine(root, note.Folder))
                : null;
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Where a run is.</summary>
    /// <param name="Folder">Its folder, from that of the comparisons.</param>
    private sealed record Note(string Folder);
}
