namespace SpikeDistill.Data.Tests;

public class DataRootTests
{
    [Fact]
    public void The_folder_given_comes_first()
        => Assert.Equal(Path.GetFullPath("here"), Resolve("here", (DataRoot.Variable, "/variable")));

    [Fact]
    public void Then_the_variable()
        => Assert.Equal(Path.GetFullPath("/variable"), Resolve(null, (DataRoot.Variable, "/variable"), ("XDG_CACHE_HOME", "/cache")));

    [Fact]
    public void Then_the_cache_folder()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        Assert.Equal(Path.Combine("/cache", "spikedistill"), Resolve(string.Empty, (DataRoot.Variable, string.Empty), ("XDG_CACHE_HOME", "/cache")));
        Assert.Equal(Path.Combine(home, ".cache", "spikedistill"), Resolve(null));
        Assert.Equal(Path.Combine(home, ".cache", "spikedistill"), Resolve(null, ("XDG_CACHE_HOME", "relative")));
    }

    private static string Resolve(string? directory, params (string Name, string Value)[] variables)
        => DataRoot.Resolve(directory, name => variables.FirstOrDefault(variable => variable.Name == name).Value, windows: false);
}
