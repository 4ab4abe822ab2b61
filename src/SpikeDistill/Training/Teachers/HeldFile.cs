namespace SpikeDistill.Training;

/// <summary>Tells a file that another process has opened for itself from one that cannot be opened for other reasons.</summary>
internal static class HeldFile
{
    /// <summary>EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.</summary>
    public static bool Is(IOException failure) => failure.HResult is 11 or 35 or unchecked((int)0x80070020);
}
