using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>What a run warns of is so.</summary>
public sealed class TrainingWarningTests : IDisposable
{
    private readonly TinyRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_branch_that_never_fires_stops_nothing_that_passes_beside_it()
    {
        ExperimentSettings tiny = TinyRun.Student(epochs: 1);
        ExperimentSettings settings = tiny with
        {
            Network = tiny.Network with { Family = new SewResNet { Blocks = [1, 1], Width = 4, StemStride = 2 } },
            Training = tiny.Training with { LearningRate = 1e-6 },
        };
        RecordingObserver observer = new();

        _run.Train("sew", settings, observer);

        TrainingWarning[] silent = [.. observer.Told.Where(warning => warning.Kind == TrainingWarningKind.SilentLayer)];
        Assert.NotEmpty(silent);
        Assert.All(silent, warning => Assert.StartsWith("layer", warning.Part));
        const string Told = "never fires, so its branch gives nothing to what passes beside it";
        Assert.All(silent, warning => Assert.Contains(Told, warning.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_learned_behind_a_layer_that_everything_goes_through()
    {
        RecordingObserver observer = new();

        _run.Train("silent", TinyRun.Student(epochs: 1) with { Neuron = new Lif { Threshold = 1e6f } }, observer);

        Assert.Contains(observer.Told, warning => warning.Part == "stem" && warning.Message.Contains("so nothing behind it learns", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cross_entropy", true)]
    [InlineData("tet", true)]
    [InlineData("vanilla_kd", false)]
    public void A_teacher_that_no_term_reads_is_told_of_once(string method, bool told)
    {
        ExperimentSettings settings = TinyRun.Student(method, epochs: 1) with { Teacher = new TeacherSettings { Checkpoint = Path.GetFullPath("teacher") } };
        RecordingObserver first = new(), again = new();

        _run.Train("unread", settings, first);
        _run.Train("unread", settings, again);

        Assert.Equal(told ? 1 : 0, first.Told.Count(warning => warning.Kind == TrainingWarningKind.UnreadTeacher));
        Assert.DoesNotContain(again.Told, warning => warning.Kind == TrainingWarningKind.UnreadTeacher);
    }

    [Fact]
    public void A_run_without_a_teacher_is_told_of_none()
    {
        RecordingObserver observer = new();

        _run.Train("alone", TinyRun.Student(epochs: 1), observer);

        Assert.DoesNotContain(observer.Told, warning => warning.Kind == TrainingWarningKind.UnreadTeacher);
    }

    [Theory]
    [InlineData(0.999, 99)]
    [InlineData(0.9, 28)]
    [InlineData(0.5, null)]
    public void An_average_that_is_still_the_initial_weights_is_told_of(double decay, int? percent)
    {
        ExperimentSettings settings = TinyRun.Student();
        RecordingObserver observer = new();

        _run.Train("average", settings with { Training = settings.Training with { EmaDecay = decay } }, observer);

        TrainingWarning? told = observer.Told.SingleOrDefault(warning => warning.Kind == TrainingWarningKind.SlowAverage);
        Assert.Equal(percent is null, told is null);
        if (told is not null)
        {
            Assert.Equal(Math.Pow(decay, 12), told.Value!.Value, 1e-12);
            Assert.Contains($" {percent} % of it are still those after the run's 12 steps at ema_decay {decay}.", told.Message, StringComparison.Ordinal);
            Assert.EndsWith(" An ema_decay of 0.681 leaves 1 %.", told.Message);
        }
    }
}
