namespace SpikeDistill.Data;

/// <summary>Where data sets are looked for.</summary>
public static class DataRoot
{
    /// <summary>The environment variable that names the folder with data sets.</summary>
    public const string Variable = "SPIKEDISTILL_DATA";

    /// <summary>
    /// The folder with data sets: the one given, else the one <see cref="Variable"/> names, else <c>spikedistill</c> in
    /// the user's cache folder. The first that is set decides, whether it exists or not.
    /// </summary>
    public static string Resolve(string? directory = null)
        => Resolve(directory, Environment.GetEnvironmentVariable, OperatingSystem.IsWindows());

    internal static string Resolve(string? directory, Func<string, string?> variable, bool windows)
    {
        if (!string.IsNullOrEmpty(directory)) return Path.GetFullPath(directory);
        if (variable(Variable) is { Length: > 0 } named) return Path.GetFullPath(named);
        return UserCache.In(variable, windows);
    }
}
