using SpikeDistill.Catalogs;
using SpikeDistill.Costs;
using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;

namespace SpikeDistill.Tests.Networks;

/// <summary>Networks whose input has a time axis.</summary>
public sealed class FramesTests : IDisposable
{
    private const int Steps = 4, Samples = 3, Side = 16;

    private readonly Engine _engine = new(2);

    public static TheoryData<string> Families => new("sew-7b", "vggsnn", "resnet18", "sew-resnet18", "spikingformer");

    public void Dispose() => _engine.Dispose();

    [Theory]
    [MemberData(nameof(Families))]
    public void Nothing_is_repeated_where_there_is_an_image_for_every_step(string family)
    {
        NetworkDescription still = Settings(family).Describe(), frames = (Settings(family) with { Frames = true }).Describe();

        Assert.Contains(still.Nodes, node => node is RepeatNode);
        Assert.DoesNotContain(frames.Nodes, node => node is RepeatNode);
        Assert.Equal(still.ParameterCount, frames.ParameterCount);
        Assert.Same(frames, frames.OverTime());
        Assert.Equal(DescriptionText.Write(frames), DescriptionText.Write(DescriptionText.Parse(DescriptionText.Write(frames))));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Frames_that_are_all_alike_are_seen_as_the_still_image(string family)
    {
        using Network still = new(_engine, Settings(family), new Lif(), seed: 3);
        using Network frames = new(_engine, Settings(family) with { Frames = true }, new Lif(), seed: 3);
        using Tape tape = new(_engine, recording: false);
        Tensor image = Image(tape, 1, tick: 0), every = Image(tape, Steps, tick: 0);

        float[] one = still.Forward(tape, image, ForwardOptions.Evaluation).Logits.ToArray();
        float[] each = frames.Forward(tape, every, ForwardOptions.Evaluation).Logits.ToArray();

        Assert.All(one.Zip(each), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void The_plan_gives_the_bits_of_plain_operations(string family)
    {
        using Network network = new(_engine, Settings(family) with { Frames = true }, new Plif(), seed: 3);
        (float[] Logits, float[] Gradients) planned = Step(network, composed: false), plain = Step(network, composed: true);

        Assert.Equal(plain.Logits, planned.Logits);
        Assert.All(plain.Gradients.Zip(planned.Gradients), pair => Assert.Equal(pair.First, pair.Second, 1e-4f * (1 + Math.Abs(pair.First))));
        Assert.Contains(planned.Logits, one => one != 0);
    }

    [Fact]
    public void Each_step_sees_its_own_frame()
    {
        using Network network = new(_engine, Settings("sew-7b") with { Frames = true }, new Lif { Threshold = 0.05f }, seed: 3);
        using Tape tape = new(_engine, recording: false);
        float[] same = network.Forward(tape, Image(tape, Steps, tick: 0), ForwardOptions.Evaluation).Logits.ToArray();
        Tensor changed = Image(tape, Steps, tick: 0);
        int frame = (int)(changed.Shape.Count / Steps);
        changed.Values[(3 * frame)..].Clear();

        float[] last = network.Forward(tape, changed, ForwardOptions.Evaluation).Logits.ToArray();

        int classes = same.Length / Steps;
        Assert.Equal(same[..(3 * classes)], last[..(3 * classes)]);
        Assert.NotEqual(same[(3 * classes)..], last[(3 * classes)..]);
    }

    [Fact]
    public void Images_of_another_number_of_steps_are_refused()
    {
        using Network network = new(_engine, Settings("sew-7b") with { Frames = true }, new Lif(), seed: 3);
        using Tape tape = new(_engine, recording: false);

        string steps = Assert.Throws<TensorException>(() => network.Forward(tape, Image(tape, 2, tick: 0), ForwardOptions.Evaluation)).Message;
        string still = Assert.Throws<TensorException>(() => network.Forward(tape, Image(tape, 1, tick: 0), ForwardOptions.Evaluation)).Message;

        Assert.Contains("takes images [4, N, H, W, 2], one for every step, but their shape is [2, 3, 16, 16, 2]", steps, StringComparison.Ordinal);
        Assert.Contains("but their shape is [3, 16, 16, 2]", still, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_layer_accumulates_the_events_it_reads_where_a_rule_says_so()
    {
        NetworkSettings settings = Settings("sew-7b") with { Frames = true };
        OperationProfile Profile(CountingRule rule) => OperationProfile.Of(settings, Side, layer => layer == Node.Image ? 0.5 : 0.2, rule);
        LayerOperations syops = Profile(CountingRule.Syops).Layers[0], integers = Profile(CountingRule.Integers).Layers[0];

        Assert.Equal(0.5, integers.InputRate);
        Assert.Equal(0, integers.Operations.Macs);
        Assert.Equal(0.5 * syops.Operations.Macs, integers.Operations.Acs);
        Assert.Equal(Steps * 2L * 4 * Side * Side, (long)syops.Operations.Macs);
    }

    [Fact]
    public void The_monitor_tells_the_mean_of_the_events_shown()
    {
        using Network network = new(_engine, Settings("sew-7b") with { Frames = true }, new Lif(), seed: 3);
        using Tape tape = new(_engine, recording: false);
        FiringMonitor monitor = new();
        Tensor images = Image(tape, Steps, tick: 1);
        network.Forward(tape, images, new ForwardOptions { Observer = monitor });

        Assert.Equal(images.ToArray().Average(), monitor.InputRate!.Value, 1e-5);
        Assert.DoesNotContain(monitor.Rates, rate => rate.Layer == Node.Image);
    }

    [Fact]
    public void Spike_trains_of_one_row_go_through_a_fully_connected_network()
    {
        NetworkDescription description = DescriptionText.Parse("""
            name: shd
            image: {channels: 1, height: 1, width: 70, over_time: true}
            nodes:
              - {name: flat, kind: flatten}
              - {name: fc1, kind: linear, outputs: 32}
              - {name: spikes, kind: activation}
              - {name: fc2, kind: linear, outputs: 20}
            """);
        using Network network = Network.Create(_engine, description, new Lif(), Steps, seed: 1);
        using Tape tape = new(_engine);
        Tensor images = tape.Zeros(new Shape(Steps, Samples, 1, 70, 1));
        images.Values.Fill(1);

        Assert.Equal(new Shape(Steps, Samples, 20), network.Forward(tape, images, ForwardOptions.ForTraining).Logits.Shape);
        Assert.True(network.Settings.Frames);
    }

    private static NetworkSettings Settings(string family) => new()
    {
        InputChannels = 2,
        Classes = 5,
        Timesteps = Steps,
        Family = family switch
        {
            "sew-7b" => new SewEventNet { Width = 4, Widths = [1, 2], ImageSize = Side, IdentityStart = false },
            "vggsnn" => new VggSnn { Width = 2, ImageSize = Side },
            "resnet18" => ResNet.ResNet18 with { Width = 4 },
            "sew-resnet18" => TestNetworks.Family("sew-resnet18") with { Width = 4 },
            _ => Catalog.Default.Networks.Find(family).Default,
        },
    };

    private static Tensor Image(TensorScope scope, int steps, int tick)
    {
        Tensor images = steps == 1
            ? scope.Allocate(new Shape(Samples, Side, Side, 2))
            : scope.Allocate(new Shape(steps, Samples, Side, Side, 2));
        int frame = Samples * Side * Side * 2;
        for (int i = 0; i < images.Values.Length; i++)
        {
            int place = i % frame;
            images.Values[i] = ((place * 2654435761L) + (tick * (i / frame))) % 5;
        }

        return images;
    }

    private (float[] Logits, float[] Gradients) Step(Network network, bool composed)
    {
        using Tape tape = new(_engine);
        Tensor images = Image(tape, Steps, tick: 1);
        Tensor logits = network.Forward(tape, images, ForwardOptions.ForTraining with { Composed = composed }).Logits;
        Tensor ones = tape.Allocate(logits.Shape);
        ones.Values.Fill(1);
        float[] values = logits.ToArray();
        Gradients gradients = tape.Backward([(logits, ones)]);
        return (values, [.. network.Parameters.SelectMany(parameter => gradients[parameter.Value].ToArray())]);
    }
}
