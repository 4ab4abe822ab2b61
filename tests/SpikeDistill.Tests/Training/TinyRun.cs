using System.Collections.Concurrent;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Tests.Distillation;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>A run of a few seconds on synthetic images, in a folder of its own.</summary>
internal sealed class TinyRun : IDisposable
{
    /// <summary>The student's network as an ANN.</summary>
    public static readonly NetworkSettings Teacher = Student().Network with { Activation = ActivationKind.Relu, Timesteps = 1 };

    private static readonly ConcurrentDictionary<string, ImageData> Images = new(StringComparer.Ordinal);

    private readonly string _root = Directory.CreateTempSubdirectory("spikedistill-test-").FullName;

    public static ExperimentSettings Student(string method = "cross_entropy", double? lambda = null, int epochs = 3) => new()
    {
        Name = "tiny",
        Seed = 5,
        Data = new DataSettings { Set = "synthetic", TrainImages = 64, TestImages = 50 },
        Network = new NetworkSettings { Family = new ResNet { Blocks = [1, 1], Width = 4, StemStride = 2 }, Timesteps = 2 },
        Neuron = new Lif { DecayInput = false },
        Objective = Made.By(method, lambda: lambda),
        Training = new TrainingSettings { Epochs = epochs, BatchSize = 16, LearningRate = 0.05, WarmupEpochs = 1 },
    };

    /// <summary>The images of a set, read or drawn once for all runs.</summary>
    /// <exception cref="DataSetException">It is not at hand.</exception>
    public static ImageData ImagesOf(string set) => Images.GetOrAdd(set, name => ImageData.Open(name));

    public string PathOf(string name) => Path.Combine(_root, name);

    /// <summary>Trains to the end, or goes on where the folder stands.</summary>
    public RunFolder Train(
        string name, ExperimentSettings settings, RecordingObserver? observer = null, int threads = 2, TeacherLogitsCache? cache = null,
        Func<Engine, Network>? teacherOf = null, NetworkSettings? teacherNetwork = null, CancellationToken token = default)
    {
        using Engine engine = new(threads);
        string path = PathOf(name);
        using Network student = new(engine, settings.Network, settings.Neuron, settings.Seed);
        using Network? teacher = settings.Objective.NeedsTeacher
            ? teacherOf?.Invoke(engine) ?? new Network(engine, teacherNetwork ?? Teacher, new Lif { DecayInput = false }, seed: 1)
            : null;
        new TrainingRun(student, ImagesOf(settings.Data.Set), settings) { Teacher = teacher, Cache = cache, Recorder = new RunRecorder(path) }
            .Train(observer ?? new RecordingObserver(), token);
        return RunFolder.Open(path);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
