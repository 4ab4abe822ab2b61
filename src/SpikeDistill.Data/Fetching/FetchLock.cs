using SpikeDistill.Interop;

namespace SpikeDistill.Data;

/// <summary>Holds a folder against a second process that fetches the same archive into it.</summary>
internal static class FetchLock
{
    public static IDisposable Take(string root, DataArchive archive)
    {
        string file = Path.Combine(root, $".{archive.FileName}.lock");
        try
        {
            Directory.CreateDirectory(root);
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException failure) when (File.Exists(file))
        {
            throw new FetchException(
                FetchReason.InUse, root, $"another process is fetching {archive.Layout.Name} into this folder ({file}). Wait for it to end.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new FetchException(
                FetchReason.CannotBeWritten, root, $"cannot be written: {failure.Sentence()} Make it writable, or name another folder.", failure);
        }
    }
}
