using SpikeDistill.Interop;
using SpikeDistill.Training;

namespace SpikeDistill.Runs;

/// <summary>Keeps a second process off a run folder. The system lifts it when the process ends, however it ends.</summary>
internal sealed class RunLock : IDisposable
{
    private const string Name = "lock";

    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <summary>Takes the lock and clears away what a killed process left half written.</summary>
    /// <exception cref="RunException">Another process has it, or the folder cannot be written.</exception>
    public static RunLock Take(string folder)
    {
        try
        {
            RunLock taken = new(new FileStream(Path.Combine(folder, Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            foreach (string left in Directory.EnumerateFiles(folder, "*.tmp"))
            {
                File.Delete(left);
            }

            return taken;
        }
        catch (IOException failure) when (HeldFile.Is(failure))
        {
            throw new RunFolderException(
                folder, RunFolderReason.InUse, "another process is training in this run folder. Wait for it to end, or choose another folder.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunFolderException(
                folder, RunFolderReason.CannotBeWritten, $"the run folder cannot be written: {failure.Sentence()} What was saved is kept.", failure);
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => _file.Dispose();
}
