using System.Text.Json.Nodes;

namespace SpikeDistill.Watch.Tests.Runs;

/// <summary>What the list of runs allocates, told by the memory of the whole process: no other test runs meanwhile.</summary>
[CollectionDefinition(nameof(FolderMemoryTests), DisableParallelization = true)]
[Collection(nameof(FolderMemoryTests))]
public sealed class FolderMemoryTests
{
    [Fact]
    public async Task A_line_of_a_hundred_megabytes_is_refused_in_little_memory()
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        place.Write("a");
        using (FileStream file = File.Create(place.In("a/metrics.jsonl")))
        {
            file.Write("{\"epoch\":1,\"x\":\""u8);
            file.SetLength(100 << 20);
        }

        await place.List();
        File.SetLastWriteTimeUtc(place.In("a/metrics.jsonl"), DateTime.UtcNow.AddMinutes(1));
        long before = GC.GetTotalAllocatedBytes(precise: true);
        JsonObject run = (await place.List())["a"];

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 32 << 20);
        Assert.Equal("unreadable", (string)run["state"]!);
        Assert.Contains("more than the measures of an epoch take", (string)run["problem"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hundred_runs_are_read_once_and_again_only_where_a_file_changed()
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        for (int i = 0; i < 200; i++)
        {
            place.Write($"run{i:D3}", epochs: 20, planned: 20);
        }

        Assert.Equal(200, (await place.List()).Count);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await place.List();
        long again = GC.GetTotalAllocatedBytes(precise: true) - before;
        place.Write("run007", epochs: 19, planned: 20);

        Assert.InRange(again, 0, 8 << 20);
        Assert.Equal(19, (int)(await place.List())["run007"]["finished_epochs"]!);
    }
}
