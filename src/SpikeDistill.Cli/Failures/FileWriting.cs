using SpikeDistill.Interop;

namespace SpikeDistill.Cli.Failures;

/// <summary>Says of a file that cannot be written which it is, and which option names another.</summary>
internal static class FileWriting
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="option">The option that names it.</param>
    /// <param name="write">Writes it.</param>
    /// <exception cref="WritingException">The disk is full, or the folder may not be written.</exception>
    public static void Guard(string path, string option, Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new WritingException(
                $"{path}: cannot be written: {failure.Sentence()} Make room, or name a file in a folder that can be written with {option}.", failure);
        }
    }
}
