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

    [Theory]
    [InlineData("/nonexistent", "/nonexistent/.cache/spikedistill")]
    [InlineData("relative", null)]
    [InlineData("", null)]
    public void A_home_that_is_not_there_never_becomes_the_current_folder(string home, string? expected)
    {
        string folder = Resolve(null, ("HOME", home));
        Assert.True(Path.IsPathRooted(folder), folder);
        Assert.Equal(expected ?? folder, folder);
    }

    private static string Resolve(string? directory, params (string Name, string Value)[] variables)
        => DataRoot.Resolve(directory, name => variables.FirstOrDefault(variable => variable.Name == name).Value, windows: false);
}
