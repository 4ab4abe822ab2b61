namespace SpikeDistill.Watch.Tests.Runs;

/// <summary>What of a folder is not listed, which is told beside the list.</summary>
public sealed class LeftOutTests
{
    [Fact]
    public async Task Runs_are_found_six_folders_down_and_where_more_lies_is_told()
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        place.Write("2026/oct/compared/runs/x");
        place.Write("1/2/3/4/5/y");
        Assert.Empty((await place.Json("/api/runs"))["left_out"]!.AsArray());
        place.Write("1/2/3/4/5/6/z");

        Assert.Equal(["1/2/3/4/5/y", "2026/oct/compared/runs/x"], (await place.List()).Keys);
        string told = Assert.Single(await LeftOut(place));
        Assert.StartsWith("1/2/3/4/5/6: ", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_runs_than_are_listed_are_told()
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        for (int i = 0; i <= 5000; i++)
        {
            Directory.CreateDirectory(place.In($"run{i:D4}"));
            File.WriteAllText(place.In($"run{i:D4}/metrics.jsonl"), "");
        }

        Assert.Equal(5000, (await place.List()).Count);
        Assert.Contains("5000 runs", Assert.Single(await LeftOut(place)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_folders_that_are_left_out_are_counted()
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        for (int i = 0; i < 30; i++)
        {
            Directory.CreateDirectory(place.In($"1/2/3/4/5/{i:D2}/deeper"));
        }

        string[] told = await LeftOut(place);

        Assert.Equal(11, told.Length);
        Assert.Contains("20 more", told[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_may_not_be_read_is_told()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Whoever runs the tests may read every folder.");
        await using WatchedPlace place = await WatchedPlace.Open();
        string locked = Directory.CreateDirectory(place.In("locked")).FullName;
        place.Write("a");
        Mode(locked, UnixFileMode.None);

        string[] runs = [.. (await place.List()).Keys], told = await LeftOut(place);

        Mode(locked, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal(["a"], runs);
        Assert.StartsWith("locked: cannot be read", Assert.Single(told), StringComparison.Ordinal);
    }

    private static void Mode(string folder, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, mode);
        }
    }

    private static async Task<string[]> LeftOut(WatchedPlace place)
        => [.. (await place.Json("/api/runs"))["left_out"]!.AsArray().Select(one => (string)one!)];
}
