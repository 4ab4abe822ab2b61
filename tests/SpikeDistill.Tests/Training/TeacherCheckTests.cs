using SpikeDistill.Networks;
using SpikeDistill.Runs;
using SpikeDistill.Tests.Networks;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>A teacher that knows nothing of the images it is to teach.</summary>
public sealed class TeacherCheckTests : IDisposable
{
    private const string Told = "there is hardly anything to learn from it";

    private readonly TinyRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_teacher_that_guesses_is_told_of_before_the_student_starts_and_once()
    {
        ExperimentSettings settings = TinyRun.Student("vanilla_kd", epochs: 2);
        using CancellationTokenSource source = new();
        int warned = 0;
        RecordingObserver? observer = null;
        observer = new RecordingObserver
        {
            OnBatch = progress =>
            {
                warned = observer!.Warnings.Count(warning => warning.Contains(Told, StringComparison.Ordinal));
                source.Cancel();
            },
        };
        Assert.Throws<OperationCanceledException>(() => _run.Train("run", settings, observer, token: source.Token));
        RecordingObserver again = new();
        _run.Train("run", settings, again);

        Assert.Equal(1, warned);
        Assert.Contains(observer.Warnings, warning => warning.Contains("of 50 test images, where guessing is on 10.0 %", StringComparison.Ordinal));
        Assert.DoesNotContain(again.Warnings, warning => warning.Contains(Told, StringComparison.Ordinal));
    }

    [Fact]
    public void A_teacher_that_knows_them_is_not()
    {
        ExperimentSettings teacher = TinyRun.Student(epochs: 5) with { Name = "teacher", Network = TinyRun.Teacher.Sized(width: 16) };
        teacher = teacher with
        {
            Data = teacher.Data with { TrainImages = 3000, TestImages = 300, Augmentation = [] },
            Training = teacher.Training with { BatchSize = 32, LearningRate = 0.1, WarmupEpochs = 0 },
        };
        RunFolder taught = _run.Train("teacher", teacher);
        RecordingObserver observer = new();

        _run.Train("run", TinyRun.Student("vanilla_kd", epochs: 1), observer, teacherOf: engine => Network.Load(engine, taught.Path));

        Assert.InRange(taught.ReadMetrics()[^1].Evaluation!.Accuracy, 0.25, 1);
        Assert.DoesNotContain(observer.Warnings, warning => warning.Contains(Told, StringComparison.Ordinal));
    }
}
