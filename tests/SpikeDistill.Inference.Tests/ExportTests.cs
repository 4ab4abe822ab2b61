using SpikeDistill.Data;
using SpikeDistill.Exporting;
using SpikeDistill.Inference.Graphs;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Encodings;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Inference.Tests;

/// <summary>Networks and the students they are exported to.</summary>
public sealed class ExportTests : IDisposable
{
    private const int Images = 4, Side = 16;

    private static readonly PixelNormalization Constants = new([0.5f, 0.45f, 0.4f], [0.25f, 0.24f, 0.26f]);

    private readonly Engine _engine = new(threads: 2);
    private readonly Random _random = new(1);

    public static TheoryData<string, string> Kinds => new()
    {
        { "resnet", "lif" }, { "resnet", "plif" }, { "resnet", "if" }, { "bottleneck", "lif" }, { "hidden", "lif" }, { "imagenet", "lif" },
        { "add", "plif" }, { "and", "if" }, { "iand", "lif" }, { "vgg", "lif" }, { "tdbn", "soft" }, { "wide", "lif" }, { "pyramid", "plif" },
        { "spikformer", "lif" }, { "spikingformer", "lif" }, { "cml", "if" }, { "large-vgg", "lif" }, { "driven", "lif" }, { "large", "lif" },
        { "resnet", "lsg" }, { "resnet", "glif" }, { "add", "glif-layer" }, { "spikformer", "glif" }, { "resnet", "mpbn" }, { "driven", "mpbn" },
        { "resnet", "cuba" }, { "add", "cuba-soft" }, { "spikformer", "cuba" }, { "resnet", "im" }, { "wide", "im-layer" }, { "driven", "im" },
    };

    public void Dispose() => _engine.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_student_of_floats_gives_the_networks_logits(string family, string neuron)
    {
        using Network network = Made(Family(family), NeuronOf(neuron), SideOf(family));
        CheckLogits(network, SideOf(family), 3);
    }

    [Fact]
    public void A_student_of_frames_gives_the_networks_logits()
    {
        NetworkSettings settings = new() { Family = new VggSnn { Width = 8, ImageSize = 16 }, Classes = 5, InputChannels = 2 };
        NetworkDescription description = settings.Describe().OverTime();
        using Network network = Network.Create(_engine, description, new Lif { DecayInput = false }, timesteps: 3);
        network.TrainedOn = new TrainedOn("mine", new ImageShape(16, 16, 2), PixelNormalization.Counts(2), []);
        Stir(network);
        CheckLogits(network, 16, 2);
    }

    [Fact]
    public void A_student_of_events_in_SEW_blocks_gives_the_networks_logits()
    {
        NetworkSettings settings = new() { Family = new SewEventNet { Width = 6, Widths = [1, 2], ImageSize = 16 }, Classes = 5, InputChannels = 2 };
        using Network network = Network.Create(_engine, settings.Describe().OverTime(), new Plif(), timesteps: 3);
        network.TrainedOn = new TrainedOn("mine", new ImageShape(16, 16, 2), PixelNormalization.Counts(2), []);
        Stir(network);
        CheckLogits(network, 16, 2);
    }

    [Theory]
    [InlineData("latency")]
    [InlineData("phase")]
    [InlineData("rate")]
    public void A_student_of_codes_gives_the_networks_logits(string code)
    {
        Encoding encoding = code switch
        {
            "latency" => new LatencyEncoding(),
            "phase" => new PhaseEncoding { Bits = 2 },
            _ => new RateEncoding(),
        };
        NetworkSettings settings = new() { Family = new ResNet { Blocks = [1, 1], Width = 8 }, Encoding = encoding, Timesteps = 3 };
        PixelNormalization plain = new([0, 0, 0], [1, 1, 1]);
        using Network network = new(_engine, settings, new Lif(), seed: 3) { TrainedOn = new TrainedOn("mine", new ImageShape(Side, Side, 3), plain, []) };
        Stir(network);
        CheckLogits(network, Side, 3);
    }

    [Fact]
    public void A_code_of_channels_with_constants_of_their_own_is_refused()
    {
        NetworkSettings settings = new() { Family = new ResNet { Blocks = [1], Width = 8 }, Encoding = new LatencyEncoding(), Timesteps = 3 };
        PixelNormalization own = new([0, 0.5f, 0], [1, 1, 1]);
        using Network network = new(_engine, settings, new Lif(), seed: 3) { TrainedOn = new TrainedOn("mine", new ImageShape(Side, Side, 3), own, []) };

        Assert.Contains(
            "channels have constants of their own (means [0, 0.5, 0], deviations [1, 1, 1])",
            Assert.Throws<StudentExportException>(() => StudentExport.Of(network)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_code_that_is_drawn_has_the_networks_spikes_wherever_an_image_stands()
    {
        NetworkSettings settings = new() { Family = new ResNet { Blocks = [1], Width = 8 }, Encoding = new RateEncoding(), Timesteps = 3 };
        PixelNormalization plain = new([0, 0, 0], [1, 1, 1]);
        using Network network = new(_engine, settings, new Lif(), seed: 3) { TrainedOn = new TrainedOn("mine", new ImageShape(Side, Side, 3), plain, []) };
        byte[] images = Pixels(Images * Side * Side * 3);
        using Tape tape = new(_engine, recording: false);
        Tensor shown = tape.Zeros(new Shape(Images, Side, Side, 3));
        plain.Apply(images, shown.Values);
        ulong stream = CounterRandom.Stream("rate code");
        Tensor drawn = tape.RateCode(shown, 3, [.. Enumerable.Range(0, Images).Select(image => new CounterRandom(0, stream, 0, image))]);
        float[] expected = tape.Widen(drawn).Values.ToArray();

        using StudentSession session = new StudentModel(StudentExport.Of(network)).CreateSession(lanes: 2);
        for (int first = 0; first < Images; first += 2)
        {
            session.FirstImage = first;
            session.Restart();
            for (int step = 0; step < 3; step++)
            {
                session.Step(images.AsSpan(first * Side * Side * 3, 2 * Side * Side * 3));
                int at = ((step * Images) + first) * Side * Side * 3;
                Assert.Equal(expected[at..(at + (2 * Side * Side * 3))], SpikesOf(session));
            }
        }
    }

    [Fact]
    public void A_converted_ANN_gives_its_logits()
    {
        NetworkDescription description = new NetworkSettings { Family = (ResNet)Family("resnet"), Classes = 10 }.Describe();
        using Network ann = Network.Create(_engine, description);
        ann.TrainedOn = new TrainedOn("mine", new ImageShape(Side, Side, 3), Constants, []);
        Dictionary<string, float> thresholds = ann.Description.Nodes.Where(node => node.Fires)
            .ToDictionary(node => node.Name, _ => 1.5f, StringComparer.Ordinal);
        using Network network = Converting.AnnConversion.Convert(ann, thresholds, timesteps: 4);
        CheckLogits(network, Side, 3);
    }

    [Theory]
    [InlineData("resnet", "lif")]
    [InlineData("resnet", "glif")]
    [InlineData("resnet", "mpbn")]
    [InlineData("resnet", "cuba")]
    [InlineData("resnet", "im")]
    [InlineData("pyramid", "lif")]
    [InlineData("spikformer", "lif")]
    [InlineData("spikingformer", "lif")]
    [InlineData("driven", "lif")]
    public void Integer_weights_stay_near_the_floats(string family, string neuron)
    {
        using Network network = Made(Family(family), NeuronOf(neuron), SideOf(family));
        Student floats = StudentExport.Of(network, StudentWeights.Float), integers = StudentExport.Of(network);
        byte[] images = Pixels(SideOf(family) * SideOf(family) * 3 * Images);
        float[] expected = Run(floats, images), found = Run(integers, images);

        Assert.True(integers.IsInteger);
        double error = expected.Zip(found, (a, b) => Math.Abs(a - b)).Average(), size = expected.Average(Math.Abs);
        Assert.True(error < 0.1 * size, $"An average error of {error} beside logits of {size}.");
    }

    [Fact]
    public void What_cannot_be_exported_is_refused_by_its_name()
    {
        using Network ranked = Made(new ResNet { Blocks = [1], Width = 8, AttentionRank = 2 }, new Lif(), Side);
        Assert.Contains("'layer1.0.attention' (pfa) weighs each step by all others", Refusal(ranked), StringComparison.Ordinal);

        using Network ann = Network.Create(_engine, new NetworkSettings { Family = Family("resnet") }.Describe());
        Assert.Contains("does not spike", Refusal(ann), StringComparison.Ordinal);

        using Network unknown = Made(Family("resnet"), new Lif(), Side);
        unknown.TrainedOn = null;
        Assert.Contains("size", Refusal(unknown), StringComparison.Ordinal);

        static string Refusal(Network network) => Assert.Throws<StudentExportException>(() => StudentExport.Of(network)).Message;
    }

    private static NetworkFamily Family(string name) => name switch
    {
        "bottleneck" => new ResNet { Blocks = [1, 1], Bottleneck = true, Width = 8 },
        "hidden" => new ResNet { Blocks = [1, 1], Width = 8, StemStride = 2 },
        "imagenet" => new ResNet { Blocks = [1, 1], Width = 16, Stem = StemKind.Imagenet },
        "add" => new SewResNet { Blocks = [2, 1], Width = 12, IdentityStart = false },
        "and" => new SewResNet { Blocks = [1, 1], Width = 12, Join = SpikeDistill.Networks.Families.JoinKind.And, IdentityStart = false },
        "iand" => new SewResNet { Blocks = [2, 1], Width = 12, Join = SpikeDistill.Networks.Families.JoinKind.Iand, IdentityStart = false },
        "vgg" => new Vgg { Width = 6 },
        "large-vgg" => new ImagenetVgg { Width = 6, Hidden = 24, ImageSize = 32 },
        "wide" => new WideResNet { Depth = 10, Widen = 2, Width = 6 },
        "pyramid" => new PyramidNet { Blocks = [1, 2], Widening = 10, Width = 8 },
        "spikformer" => new Spikformer { Depth = 2, Dimension = 24, Heads = 3 },
        "spikingformer" => new Spikingformer { Depth = 2, Dimension = 24, Heads = 2 },
        "cml" => new Spikingformer { Depth = 1, Dimension = 72, Heads = 2, Cml = true },
        "driven" => new SpikeDrivenTransformer { Depth = 2, Dimension = 24 },
        "large" => new Spikformer { Depth = 1, Dimension = 32, Heads = 2, PatchSize = 16 },
        _ => new ResNet { Blocks = [1, 2], Width = 20 },
    };

    private static Neuron NeuronOf(string name) => name switch
    {
        "if" => new If(),
        "plif" => new Plif { PerChannel = true },
        "lsg" => new Lsg { ResetValue = 0.1f },
        "glif" => new Glif(),
        "glif-layer" => new Glif { PerChannel = false, ResetGate = 0.3f },
        "mpbn" => new Mpbn(),
        "cuba" => new CubaLif { DecayInput = false, SynapticTimeConstant = 3, ResetValue = -0.1f },
        "cuba-soft" => new CubaLif { Reset = ResetMode.Soft, ResetValue = 0.2f, TimeConstant = 1.5f },
        "im" => new ImLif(),
        "im-layer" => new ImLif { PerChannel = false, PresentShare = 0.6f },
        "soft" => new Lif { Reset = ResetMode.Soft, ResetValue = 0.1f, DecayInput = false },
        _ => new Lif { DecayInput = false },
    };

    private static int SideOf(string family) => family switch
    {
        "vgg" or "large-vgg" or "spikformer" or "spikingformer" or "cml" or "driven" => 32,
        "large" => 64,
        _ => Side,
    };

    private Network Made(NetworkFamily family, Neuron neuron, int side)
    {
        NetworkSettings settings = new() { Family = family, Classes = 10, Timesteps = 3 };
        Network network = new(_engine, settings, neuron, seed: 3) { TrainedOn = new TrainedOn("mine", new ImageShape(side, side, 3), Constants, []) };
        Stir(network);
        return network;
    }

    /// <summary>Statistics and parameters as training would leave them: none at what it starts with.</summary>
    private void Stir(Network network)
    {
        foreach ((string name, Tensor value) in network.Parameters.Select(one => (one.Name, one.Value))
            .Concat(network.Buffers.Select(one => (one.Name, one.Value))))
        {
            foreach (ref float one in value.Values)
            {
                one = name.EndsWith("running_var", StringComparison.Ordinal) ? one * (0.5f + _random.NextSingle())
                    : one + (0.1f * (_random.NextSingle() - 0.2f));
            }
        }
    }

    private void CheckLogits(Network network, int side, int channels)
    {
        int steps = network.Description.Image.OverTime ? network.Dynamics.Timesteps : 1;
        byte[] images = Pixels(steps * Images * side * side * channels);
        using Tape tape = new(_engine, recording: false);
        Tensor shown = tape.Zeros(steps > 1 ? new Shape([steps, Images, side, side, channels]) : new Shape(Images, side, side, channels));
        network.TrainedOn!.Normalization.Apply(images, shown.Values);
        Tensor logits = network.Forward(tape, shown, ForwardOptions.Evaluation).Logits;
        int classes = logits.Shape[^1];
        float[] expected = new float[Images * classes];
        for (int i = 0; i < logits.Values.Length; i++) expected[i % expected.Length] += logits.Values[i] / network.Dynamics.Timesteps;

        float[] found = Run(StudentExport.Of(network, StudentWeights.Float), images);

        // Normalizations are folded, so sums round otherwise; a neuron at its very threshold may differ, and so one image of the four.
        int same = Enumerable.Range(0, Images).Count(image => Enumerable.Range(image * classes, classes).All(i => Math.Abs(expected[i] - found[i]) < 1e-4f));
        Assert.True(same >= Images - 1, $"{same} of {Images} images have the same logits.");
    }

    /// <summary>The spikes of two images by a student's first node.</summary>
    private static unsafe float[] SpikesOf(StudentSession session)
    {
        Execution.Frames given = session.Work.Values[0]!;
        return [.. Enumerable.Range(0, 2 * given.Size.Count).Select(at =>
        {
            (int lane, int value) = Math.DivRem(at, given.Size.Count);
            (int pixel, int channel) = Math.DivRem(value, given.Size.Channels);
            return (float)((given.Frame(lane)[((nint)pixel * given.Words) + (channel / 64)] >> (channel % 64)) & 1);
        })];
    }

    private byte[] Pixels(int count)
    {
        byte[] pixels = new byte[count];
        _random.NextBytes(pixels);
        return pixels;
    }

    private static float[] Run(Student student, byte[] images)
    {
        using StudentSession session = new StudentModel(student).CreateSession(Images);
        float[] logits = new float[Images * student.Classes];
        session.Run(images, logits);
        return logits;
    }
}
