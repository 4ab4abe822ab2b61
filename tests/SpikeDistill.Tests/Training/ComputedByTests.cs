using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>Bits are promised for one version and SIMD level; a run that has seen others says so.</summary>
public sealed class ComputedByTests : IDisposable
{
    private readonly TinyRun _run = new();
    private readonly List<string> _warnings = [];

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_first_start_is_noted_and_the_same_again_is_not_told()
    {
        IReadOnlyList<ComputedBy> first = Start(null, 512);
        Assert.Equal([new ComputedBy("1", 512)], first);
        Assert.Equal(first, Start(first, 512));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void Another_level_is_told()
    {
        Assert.Equal([512, 256], Start([new ComputedBy("1", 512)], 256).Select(one => one.SimdBits));
        Assert.StartsWith("The run was started by version 1 with 512-bit vectors and goes on with version 1 with 256-bit vectors: ", Assert.Single(_warnings));
    }

    [Fact]
    public void Back_at_the_first_level_the_one_between_is_told()
    {
        Assert.Equal([512, 256], Start([new ComputedBy("1", 512), new ComputedBy("1", 256)], 512).Select(one => one.SimdBits));
        Assert.StartsWith(
            "The run went on for a while with version 1 with 256-bit vectors and goes on with version 1 with 512-bit vectors: ", Assert.Single(_warnings));
    }

    [Fact]
    public void A_checkpoint_of_an_older_version_falls_back_on_the_environment()
    {
        ComputedBy.With(new TrainingState(1), Environment(256), Environment(512), Warn);
        Assert.Contains("started by version 1 with 256-bit vectors", Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.Equal([new ComputedBy("1", 512)], ComputedBy.With(new TrainingState(1), first: null, Environment(512), Warn));
        Assert.Single(_warnings);
    }

    [Fact]
    public void A_run_keeps_it_in_its_checkpoint()
    {
        RunFolder folder = _run.Train("run", TinyRun.Student(epochs: 1));
        RunEnvironment environment = folder.ReadEnvironment()!;
        Assert.Equal([new ComputedBy(environment.Version, environment.SimdBits)], Checkpoint.StateOf(folder.CheckpointPath).Computed);
    }

    private static RunEnvironment Environment(int bits) => new()
    {
        Version = "1",
        Runtime = "",
        System = "",
        Processor = "",
        SimdBits = bits,
        Threads = 1,
        Seed = 0,
        Started = default,
    };

    private IReadOnlyList<ComputedBy> Start(IReadOnlyList<ComputedBy>? before, int bits)
        => ComputedBy.With(before is null ? null : new TrainingState(1, Computed: before), Environment(512), Environment(bits), Warn);

    private void Warn(TrainingWarning warning) => _warnings.Add(warning.Message);
}
