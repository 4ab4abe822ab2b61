namespace SpikeDistill.Data;

/// <summary>Where the program keeps, for the user, what can be fetched or computed again.</summary>
public static class UserCache
{
    /// <summary>The environment variable that names the folder of what is computed.</summary>
    public const string Variable = "SPIKEDISTILL_CACHE";

    /// <summary><c>spikedistill</c> in the user's cache folder: <c>$XDG_CACHE_HOME</c>, else <c>~/.cache</c>; on Windows the local application data.</summary>
    public static string Folder => In(Environment.GetEnvironmentVariable, OperatingSystem.IsWindows());

    /// <summary>Where what is computed is kept: what the environment variable <see cref="Variable"/> names, else <see cref="Folder"/>.</summary>
    public static string Computed => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? Path.GetFullPath(named) : Folder;

    internal static string In(Func<string, string?> variable, bool windows) => Path.Combine(Root(variable, windows), "spikedistill");

    private static string Root(Func<string, string?> variable, bool windows)
    {
        if (windows) return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);

        // The XDG base directory specification: a relative path is to be ignored.
        return Rooted(variable("XDG_CACHE_HOME")) ?? Path.Combine(Home(variable), ".cache");
    }

    /// <summary>
    /// The user's home, whether it can be used or not; never a place that depends on the current folder. Where there is none it is the
    /// root, which only those may write who may write anywhere, so that an error names the place.
    /// </summary>
    private static string Home(Func<string, string?> variable)
        => Rooted(variable("HOME"))
            ?? Rooted(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify))
            ?? "/";

    private static string? Rooted(string? path) => path is { Length: > 0 } && Path.IsPathRooted(path) ? path : null;
}
