using SpikeDistill.Converting;
using SpikeDistill.Data;
using SpikeDistill.Exporting;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;
using SpikeDistill.Tests.Training;
using SpikeDistill.Training;
using static SpikeDistill.Tests.Networks.TestNetworks;

namespace SpikeDistill.Tests.Converting;

/// <summary>ANNs of rectifiers in steps: trained, kept, and converted with the thresholds that they have learned.</summary>
public sealed class ClipFloorShiftTests : IDisposable
{
    private readonly Engine _engine = new(threads: 2);
    private readonly TinyRun _run = new();

    public void Dispose()
    {
        _run.Dispose();
        _engine.Dispose();
    }

    /// <summary>A neuron that is charged by x for L steps from θ / 2 fires ⌊x L / θ + ½⌋ times, at most L times: as often as the activation says.</summary>
    [Fact]
    public void Behind_one_layer_the_twin_of_L_steps_gives_the_ANNs_logits()
    {
        using Network ann = OneLayer(levels: 8);
        using Network snn = AnnConversion.Convert(ann, ThresholdBalance.Learned(ann), timesteps: 8);
        using Tape tape = new(_engine, recording: false);
        float[] pixels = [.. Enumerable.Range(0, 12 * 16).Select(i => ((i * 37 % 101) - 30) / 40f)];
        Tensor images = tape.From(pixels, new Shape(12, 4, 4, 1));
        float[] wanted = tape.MeanOverTime(ann.Forward(tape, images, ForwardOptions.Evaluation).Logits).ToArray();
        float[] got = tape.MeanOverTime(snn.Forward(tape, images, ForwardOptions.Evaluation).Logits).ToArray();
        for (int i = 0; i < wanted.Length; i++) Assert.Equal(wanted[i], got[i], 1e-5f);
    }

    [Fact]
    public void Thresholds_are_learned_kept_read_again_and_become_those_of_the_twin()
    {
        ExperimentSettings settings = InSteps();
        SpikeDistill.Runs.RunFolder folder = _run.Train("run", settings);
        using Network trained = SpikeDistill.Runs.Checkpoint.LoadNetwork(folder.Path, _engine);

        Assert.Equal((4, 2f), (trained.Dynamics.Quantized!.Levels, trained.Dynamics.Quantized.Threshold));
        Assert.Equal("resnet [1,1], width 4, qcfs of 4 levels", trained.Settings.Title);
        IReadOnlyDictionary<string, float> thresholds = ThresholdBalance.Learned(trained);
        Assert.Equal(trained.Description.Nodes.OfType<ActivationNode>().Select(node => node.Name), thresholds.Keys);
        Assert.All(thresholds.Values, threshold => Assert.True(threshold is > 0 and not 2));
        Assert.All(
            trained.Parameters.Where(one => one.Role == ParameterRole.Neuron), one => Assert.EndsWith(".threshold", one.Name, StringComparison.Ordinal));

        using Network twin = AnnConversion.Convert(trained, thresholds, timesteps: 8);
        Assert.DoesNotContain(twin.Parameters, one => one.Name.EndsWith(".threshold", StringComparison.Ordinal));
        using Network folded = NormalizationFolding.Fold(trained);
        float[] plain = Logits(trained), without = Logits(folded);
        for (int i = 0; i < plain.Length; i++) Assert.Equal(plain[i], without[i], 0.25f * plain.Max(MathF.Abs));
    }

    [Fact]
    public void A_run_that_was_stopped_goes_on_to_the_same_bits()
    {
        ExperimentSettings settings = InSteps();
        byte[] whole = File.ReadAllBytes(Path.Combine(_run.Train("whole", settings).Path, "weights.safetensors"));
        using (CancellationTokenSource source = new())
        {
            RecordingObserver observer = new() { OnEpoch = _ => source.Cancel() };
            Assert.ThrowsAny<OperationCanceledException>(() => _run.Train("stopped", settings, observer, token: source.Token));
        }

        Assert.Equal(whole, File.ReadAllBytes(Path.Combine(_run.Train("stopped", settings).Path, "weights.safetensors")));
    }

    [Fact]
    public void The_memory_of_a_run_is_estimated()
    {
        ExperimentSettings settings = InSteps();
        settings = settings with { Network = settings.Network.Sized(width: 16), Training = settings.Training with { BatchSize = 32 } };
        MemoryEstimate estimate = MemoryEstimate.Of(settings, ExperimentData.Open(settings.Data, directory: null), teacher: null);
        double share = (double)_run.Train("run", settings).ReadMetrics()[0].PeakTensorBytes / estimate.TrainingBytes;
        Assert.True(share is >= 0.65 and <= 1, $"{share:F3}");
    }

    [Fact]
    public void What_cannot_be_is_told()
    {
        NetworkSettings relu = TinyRun.Teacher;
        Assert.Contains(
            "belong to 'activation: qcfs'",
            Assert.Throws<ArgumentException>(() => (relu with { QcfsLevels = 4 }).Describe()).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "'qcfs' runs once",
            Assert.Throws<ArgumentException>(() => (relu with { Activation = ActivationKind.Qcfs, Timesteps = 2 }).Describe()).Message,
            StringComparison.Ordinal);
        using Network plain = new(_engine, relu, new Lif(), seed: 1);
        Assert.Contains(
            "learns no thresholds", Assert.Throws<ArgumentException>(() => ThresholdBalance.Learned(plain)).Message, StringComparison.Ordinal);
        using Network inSteps = OneLayer(levels: 2);
        Assert.Contains(
            "'neurons'", Assert.Throws<PortabilityException>(() => OnnxExport.ToBytes(inSteps, 4, 4)).Message, StringComparison.Ordinal);
        inSteps.NamedTensors().Single(one => one.Key.EndsWith(".threshold", StringComparison.Ordinal)).Value.Values[0] = -0.5f;
        Assert.Contains(
            "'neurons' has learned the threshold -0.5",
            Assert.Throws<RunException>(() => ThresholdBalance.Learned(inSteps)).Message,
            StringComparison.Ordinal);
    }

    private static ExperimentSettings InSteps()
    {
        ExperimentSettings settings = TinyRun.Student(epochs: 2);
        return settings with
        {
            Network = settings.Network with { Activation = ActivationKind.Qcfs, QcfsLevels = 4, QcfsThreshold = 2, Timesteps = 1 },
            Training = settings.Training with { WarmupEpochs = 0 },
        };
    }

    private Network OneLayer(int levels)
    {
        NetworkBuilder net = new("one", new ImageSize(1));
        string x = net.Add(new ConvolutionNode("conv", Node.Image, 3) { Kernel = 1 });
        x = net.Add(new ActivationNode("neurons", net.Add(new RepeatNode("repeat", x))));
        net.Add(new LinearNode("fc", net.Add(new GlobalAveragePoolNode("pool", x)), 2));
        return Network.Create(_engine, net.Build(), new ClipFloorShift { Levels = levels, Threshold = 1.5f }, seed: 2);
    }

    private float[] Logits(Network network)
    {
        using Tape tape = new(_engine, recording: false);
        ExperimentData data = ExperimentData.Open(InSteps().Data, directory: null);
        Batch batch = data.EvaluationBatches(_engine, 20).Epoch(0).First();
        return network.Forward(tape, batch.ImagesIn(tape), ForwardOptions.Evaluation).Logits.ToArray();
    }
}
