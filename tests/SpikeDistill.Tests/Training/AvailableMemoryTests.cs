using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>Control groups as Linux shows them, in a folder made for the test.</summary>
public sealed class AvailableMemoryTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("spikedistill-test-").FullName;

    public AvailableMemoryTests() => Write("proc/meminfo", "MemTotal:       8000 kB\nMemAvailable:   5000 kB\n");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Without_groups_it_is_the_machines() => Assert.Equal(5000 * 1024, AvailableMemory.Free(_root));

    [Theory]
    [InlineData("max", "100", 5000 * 1024)]
    [InlineData("3000000", "1000000", 2_500_000)]
    [InlineData("900000", "1500000", 0)]
    public void A_group_of_version_two_bounds_it(string limit, string used, long free)
    {
        Write("proc/self/cgroup", "0::/user/job\n");
        Write("sys/fs/cgroup/user/job/memory.max", limit + "\n");
        Write("sys/fs/cgroup/user/job/memory.current", used + "\n");
        Write("sys/fs/cgroup/user/job/memory.stat", "anon 5\ninactive_file " + (free == 0 ? "0" : "500000") + "\n");

        Assert.Equal(free, AvailableMemory.Free(_root));
    }

    [Fact]
    public void A_group_above_bounds_it_too()
    {
        Write("proc/self/cgroup", "0::/user/job\n");
        Write("sys/fs/cgroup/user/job/memory.max", "4000000\n");
        Write("sys/fs/cgroup/user/job/memory.current", "0\n");
        Write("sys/fs/cgroup/user/memory.max", "2000000\n");
        Write("sys/fs/cgroup/user/memory.current", "500000\n");

        Assert.Equal(1_500_000, AvailableMemory.Free(_root));
    }

    [Fact]
    public void A_group_of_version_one_bounds_it()
    {
        Write("proc/self/cgroup", "5:cpu:/\n4:hugetlb,memory:/job\n0::/\n");
        Write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "3000000\n");
        Write("sys/fs/cgroup/memory/job/memory.usage_in_bytes", "1000000\n");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        Write("sys/fs/cgroup/memory/memory.usage_in_bytes", "1000000\n");

        Assert.Equal(2_000_000, AvailableMemory.Free(_root));
    }

    [Fact]
    public void This_process_has_some() => Assert.InRange(AvailableMemory.ToThisProcess(), 1 << 20, long.MaxValue);

    private void Write(string path, string text)
    {
        string file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
