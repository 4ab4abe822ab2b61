using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>The limit of the cache of teacher logits, and what it never touches.</summary>
public sealed class TeacherLogitsFolderTests : IDisposable
{
    private const int Epochs = 3, Batches = 4;

    private readonly TinyRun _run = new();

    public TeacherLogitsFolderTests() => Directory.CreateDirectory(Folder);

    private string Folder => _run.PathOf("cache");

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_run_that_fills_the_limit_keeps_its_first_epochs_and_says_so()
    {
        long entry = SizeOfAnEntry();
        RecordingObserver observer = new();
        RunFolder run = _run.Train("run", Tser(), observer, cache: new TeacherLogitsCache(Folder, 2 * entry));

        Assert.Equal(2, Entries().Length);
        Assert.Contains("the epochs of the runs under way fill its limit", Assert.Single(observer.Warnings, IsOfCache), StringComparison.Ordinal);
        RunFolder again = _run.Train("again", Tser(), cache: new TeacherLogitsCache(Folder, 2 * entry));
        Assert.Equal([Batches, Batches, 0], again.ReadMetrics().Select(epoch => epoch.CachedTeacherBatches!.Value));
        Assert.Equal(File.ReadAllBytes(run.WeightsPath), File.ReadAllBytes(again.WeightsPath));
    }

    [Fact]
    public void Another_runs_entries_go_the_longest_unused_first()
    {
        long entry = SizeOfAnEntry();
        _run.Train("old", Tser(seed: 1), cache: new TeacherLogitsCache(Folder, 5 * entry));
        string[] old = Entries();
        for (int i = 0; i < old.Length; i++)
        {
            File.SetLastWriteTimeUtc(old[i], DateTime.UtcNow.AddDays(i == 1 ? -1 : -9 - i));
        }

        _run.Train("new", Tser(seed: 2), cache: new TeacherLogitsCache(Folder, 5 * entry));

        Assert.Equal(old[..2], old.Where(File.Exists));
        Assert.Equal(5, Entries().Length);
        _run.Train("newest", Tser(seed: 3), cache: new TeacherLogitsCache(Folder, 5 * entry));
        Assert.DoesNotContain(old, File.Exists);
        Assert.Equal(5, Entries().Length);
    }

    [Fact]
    public void Runs_under_way_leave_each_others_entries()
    {
        long entry = SizeOfAnEntry();
        TeacherLogitsCache cache = new(Folder, (3 * entry) + (entry / 2));
        RecordingObserver beside = new();
        RecordingObserver observer = new() { OnBatch = progress => TrainBeside(progress.Epoch == 2 && progress.Batch == 1 && progress.Phase == "train") };
        _run.Train("run", Tser(seed: 1), observer, cache: cache);

        Assert.Contains("the epochs of the runs under way fill its limit", Assert.Single(beside.Warnings, IsOfCache), StringComparison.Ordinal);
        Assert.Equal(Batches, _run.Train("again", Tser(seed: 1), cache: cache).ReadMetrics()[0].CachedTeacherBatches);

        void TrainBeside(bool now)
        {
            if (now)
            {
                _run.Train("beside", Tser(seed: 2), beside, cache: cache);
            }
        }
    }

    [Fact]
    public void Reading_an_entry_makes_it_young()
    {
        _run.Train("first", Tser(), cache: new TeacherLogitsCache(Folder, 1 << 30));
        DateTime before = DateTime.UtcNow.AddDays(-3);
        Array.ForEach(Entries(), file => File.SetLastWriteTimeUtc(file, before));

        _run.Train("second", Tser(), cache: new TeacherLogitsCache(Folder, 1 << 30));

        Assert.All(Entries(), file => Assert.True(File.GetLastWriteTimeUtc(file) > before.AddDays(2)));
    }

    [Fact]
    public void A_lowered_limit_is_kept_from_the_next_entry_on()
    {
        long entry = SizeOfAnEntry();
        _run.Train("first", Tser(seed: 1), cache: new TeacherLogitsCache(Folder, 1 << 30));

        _run.Train("second", Tser(seed: 2), cache: new TeacherLogitsCache(Folder, entry));

        Assert.True(Entries().Sum(file => new FileInfo(file).Length) <= entry);
    }

    [Fact]
    public void Nothing_but_entries_is_ever_removed()
    {
        string name = Path.GetFileName(AnEntry());
        string precious = _run.PathOf("precious");
        File.WriteAllText(precious, "keep");
        string[] foreign =
        [
            "notes.txt", "x.teacher-logits", name + ".bak", "a" + name, $"{name}.tmp", $"{name[..32]}.teacher-logits", name.ToUpperInvariant(),
            $"{name}.12345678.123.tmp.txt",
        ];
        Array.ForEach(foreign, file => File.WriteAllText(Path.Combine(Folder, file), "keep"));
        string folder = Directory.CreateDirectory(Path.Combine(Folder, new string('a', 32) + "-1.teacher-logits")).FullName;
        string link = Path.Combine(Folder, new string('b', 32) + "-1.teacher-logits");
        File.CreateSymbolicLink(link, precious);
        string leftover = Path.Combine(Folder, $"{name}.0a1b2c3d.e4f.tmp");
        File.WriteAllText(leftover, "half an entry");

        _run.Train("run", Tser(seed: 4), cache: new TeacherLogitsCache(Folder, 1));

        Assert.All(foreign, file => Assert.Equal("keep", File.ReadAllText(Path.Combine(Folder, file))));
        Assert.True(Directory.Exists(folder));
        Assert.Equal("keep", File.ReadAllText(link));
        Assert.False(File.Exists(Path.Combine(Folder, name)));
        Assert.False(File.Exists(leftover));
    }

    private static ExperimentSettings Tser(long seed = 5) => TinyRun.Student("tser", epochs: Epochs) with { Seed = seed };

    private static bool IsOfCache(string warning) => warning.Contains("cache", StringComparison.Ordinal);

    private long SizeOfAnEntry()
    {
        string elsewhere = _run.PathOf("another cache");
        _run.Train("sized", Tser(), cache: new TeacherLogitsCache(elsewhere, 1 << 30));
        return new FileInfo(Directory.GetFiles(elsewhere, "*.teacher-logits")[0]).Length;
    }

    private string AnEntry()
    {
        _run.Train("an entry", Tser(), cache: new TeacherLogitsCache(Folder, 1 << 30));
        return Entries()[0];
    }

    private string[] Entries() => [.. Directory.GetFiles(Folder, "*.teacher-logits").Order(StringComparer.Ordinal)];
}
