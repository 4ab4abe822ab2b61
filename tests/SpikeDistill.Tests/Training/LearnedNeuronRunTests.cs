using SpikeDistill.Catalogs;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Optimization;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Tests.Networks;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>Networks whose neurons learn: what files hold of them, how they are trained and gone on with.</summary>
public sealed class LearnedNeuronRunTests : IDisposable
{
    private static readonly string[] Names = ["sn1.w", "layer1.0.sn1.w", "layer1.0.sn2.w", "layer2.0.sn1.w", "layer2.0.sn2.w"];

    private readonly TinyRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_network_holds_what_each_layer_of_neurons_learns(bool perChannel)
    {
        using Engine engine = new(1);
        using Network network = new(engine, TinyRun.Student().Network, Plif(perChannel, timeConstant: 3), seed: 1);
        Parameter[] learned = [.. network.Parameters.Where(parameter => parameter.Role == ParameterRole.Neuron)];
        Assert.Equal(Names, learned.Select(parameter => parameter.Name));
        Assert.Equal(perChannel ? [4L, 4, 4, 8, 8] : [1L, 1, 1, 1, 1], learned.Select(parameter => parameter.Value.Shape.Count));
        Assert.All(learned, parameter => Assert.All(parameter.Value.ToArray(), value => Assert.Equal(-Math.Log(2), value, 1e-6)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Training_moves_the_time_constants_and_a_stopped_run_goes_on_to_the_same_bits(bool perChannel)
    {
        ExperimentSettings settings = Student(perChannel);
        settings = settings with
        {
            Training = settings.Training with { Groups = [new ParameterGroup { Role = ParameterRole.Neuron, LearningRateFactor = 100 }] },
        };
        RunFolder whole = _run.Train("whole", settings);
        using (SafeTensorsFile weights = SafeTensorsFile.Open(whole.WeightsPath))
        {
            // From w = 0, where the time constant is 2.
            Assert.All(Names, name => Assert.All(weights.ReadSingles(name), w => Assert.NotEqual(0, w)));
            Assert.Contains(Names.SelectMany(weights.ReadSingles), w => Math.Abs(w) > 0.01);
        }

        using CancellationTokenSource source = new();
        RecordingObserver stop = new()
        {
            OnBatch = progress =>
            {
                if (progress is { Phase: "train", Epoch: 2, Batch: 2 })
                {
                    source.Cancel();
                }
            },
        };
        Assert.Throws<OperationCanceledException>(() => _run.Train("cut", settings, stop, token: source.Token));
        RunFolder resumed = _run.Train("cut", settings, threads: 1);
        Assert.Equal(File.ReadAllBytes(whole.WeightsPath), File.ReadAllBytes(resumed.WeightsPath));

        using Engine engine = new(1);
        using Network loaded = Checkpoint.LoadNetwork(whole.WeightsPath, engine);
        Assert.Equal(settings.Neuron, loaded.Neuron);
        Assert.Equal(1526 + (perChannel ? 28 : 5), loaded.ParameterCount + loaded.Buffers.Sum(buffer => buffer.Value.Shape.Count));
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("adamw")]
    public void They_are_a_group_of_their_own_without_decay(string optimizer)
    {
        ExperimentSettings settings = Student(perChannel: false);
        TrainingSettings training = settings.Training with { Epochs = 1, WeightDecay = 1 };
        settings = settings with { Training = training with { Optimizer = Catalog.Default.Optimizers.Find(optimizer).Default } };
        ParameterGroup held = new() { Role = ParameterRole.Neuron, LearningRateFactor = 0 };
        RunFolder run = _run.Train("held", settings with { Training = settings.Training with { Groups = [held] } });
        using SafeTensorsFile weights = SafeTensorsFile.Open(run.WeightsPath);
        Assert.All(Names, name => Assert.All(weights.ReadSingles(name), w => Assert.Equal(0, w)));
    }

    [Fact]
    public void Another_time_constant_makes_another_teacher()
    {
        using Engine engine = new(1);
        using Network teacher = new(engine, TinyRun.Student().Network, Plif(perChannel: false, timeConstant: 2), seed: 1);
        string before = TeacherFingerprint.Of(teacher);
        teacher.Parameters.First(parameter => parameter.Role == ParameterRole.Neuron).Value.Values[0] += 0.5f;
        Assert.NotEqual(before, TeacherFingerprint.Of(teacher));
    }

    [Fact]
    public void Weights_of_a_network_whose_neurons_learn_are_imported()
    {
        using Engine engine = new(1);
        NetworkSettings settings = TinyRun.Student().Network;
        using Network network = new(engine, settings, Plif(perChannel: true, timeConstant: 2), seed: 1);
        network.Parameters[2].Value.Values[0] = 3;
        network.Parameters.First(parameter => parameter.Role == ParameterRole.Neuron).Value.Values[0] = 0.25f;
        string path = _run.PathOf("plif.safetensors");
        Checkpoint.SaveWeights(path, network, "synthetic");
        using Network imported = WeightImport.Load(path, engine, settings, Plif(perChannel: true, timeConstant: 2)).Network;
        Assert.Equal(network.Parameters.Select(one => one.Value.ToArray()), imported.Parameters.Select(one => one.Value.ToArray()));
        string message = Assert.ThrowsAny<RunException>(() => WeightImport.Load(path, engine, settings, new Lif())).Message;
        Assert.Contains("sn1.w", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 2, 16)]
    [InlineData(true, 4, 24)]
    public void A_step_takes_what_was_estimated(bool perChannel, int timesteps, int width)
    {
        ExperimentSettings settings = Student(perChannel);
        settings = settings with
        {
            Network = (settings.Network with { Timesteps = timesteps }).Sized(width: width),
            Training = settings.Training with { Epochs = 1, BatchSize = 32, WarmupEpochs = 0 },
        };
        MemoryEstimate estimate = MemoryEstimate.Of(settings, ExperimentData.Open(settings.Data, directory: null), teacher: null);
        double share = (double)_run.Train("run", settings).ReadMetrics()[0].PeakTensorBytes / estimate.TrainingBytes;
        Assert.True(share is >= 0.65 and <= 1, $"{share:F3}");
    }

    private static ExperimentSettings Student(bool perChannel) => TinyRun.Student() with { Neuron = Plif(perChannel, timeConstant: 2) };

    private static Plif Plif(bool perChannel, float timeConstant)
        => new() { TimeConstant = timeConstant, PerChannel = perChannel, DecayInput = false };
}
