namespace SpikeDistill.Data;

/// <summary>Where the program keeps, for the user, what can be fetched or computed again.</summary>
public static class UserCache
{
    /// <summary><c>spikedistill</c> in the user's cache folder: <c>$XDG_CACHE_HOME</c>, else <c>~/.cache</c>; on Windows the local application data.</summary>
    public static string Folder => In(Environment.GetEnvironmentVariable, OperatingSystem.IsWindows());

    internal static string In(Func<string, string?> variable, bool windows) => Path.Combine(Root(variable, windows), "spikedistill");

    private static string Root(Func<string, string?> variable, bool windows)
    {
        if (windows) return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);

        // The XDG base directory specification: a relative path is to be ignored.
        return variable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache)
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
    }
}
