using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Planning;
using SpikeDistill.Neurons;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Tests;

namespace SpikeDistill.Tests.Networks;

/// <summary>Networks of one's own: run, planned, saved and loaded.</summary>
public sealed class DescribedNetworkTests
{
    [Theory]
    [InlineData(1, 28, 28)]
    [InlineData(2, 20, 33)]
    public void A_described_network_gives_the_same_bits_planned_and_in_plain_operations(int channels, int height, int width)
    {
        using TestEngine engine = new();
        NetworkDescription description = TwoBranches.Describe(channels, height, width);
        using Network student = Network.Create(engine, description, new Lif { DecayInput = false }, timesteps: 3, seed: 1);
        using Network teacher = Network.Create(engine, description, seed: 1);
        foreach (Network network in (Network[])[student, teacher])
        {
            Assert.Equal(4, network.PlanOf(ForwardOptions.Evaluation).Steps.OfType<FusedStep>().Count());
            foreach (bool training in (bool[])[false, true])
            {
                Assert.Equal(Logits(network, training, composed: true), Logits(network, training, composed: false));
            }
        }

        float[] Logits(Network network, bool training, bool composed)
        {
            using Tape tape = new(engine);
            NetworkOutput output = network.Forward(
                tape,
                Images(tape, new Shape(3, height, width, channels)),
                new ForwardOptions { Training = training, Composed = composed, KeepStageFeatures = true });
            Assert.Equal(new Shape(network.Dynamics.Timesteps, 3, 10), output.Logits.Shape);
            Assert.Equal(2, output.StageFeatures.Count);
            return [.. output.Logits.ToArray(), .. output.StageFeatures.SelectMany(feature => feature.ToArray())];
        }
    }

    [Fact]
    public void Every_parameter_gets_a_gradient_and_all_memory_comes_back()
    {
        using Engine engine = new(2);
        using (Network network = Network.Create(engine, TwoBranches.Describe(), new Plif { Threshold = 0.25f, DecayInput = false }, timesteps: 2))
        {
            int before = engine.Memory.BlocksInUse;
            using (Tape tape = new(engine))
            {
                Tensor logits = network.Forward(tape, Images(tape, new Shape(6, 28, 28, 1)), ForwardOptions.ForTraining).Logits;
                Gradients gradients = tape.Backward(
                    (logits, tape.From([.. Enumerable.Range(0, (int)logits.Shape.Count).Select(i => (i % 7) - 3f)], logits.Shape)));
                Assert.All(network.Parameters, parameter => Assert.Contains(gradients[parameter.Value].ToArray(), value => value != 0));
                Assert.Contains(network.Parameters, parameter => parameter.Name == "left.w");
            }

            Assert.Equal(before, engine.Memory.BlocksInUse);
        }

        Assert.Equal(0, engine.Memory.BlocksInUse);
    }

    [Fact]
    public void A_sum_of_spikes_is_read_by_every_kind_that_takes_floats()
    {
        const string text = """
            image: {channels: 2, height: 8, width: 8}
            nodes:
              - {name: conv, kind: convolution, outputs: 4}
              - {name: bn, kind: normalization}
              - {name: still, kind: repeat}
              - {name: stem, kind: activation}
              - {name: a.conv, kind: convolution, outputs: 4}
              - {name: a.bn, kind: normalization}
              - {name: a, kind: activation}
              - {name: sum, from: [stem, a], kind: add}
              - {name: sum.bn, kind: normalization}
              - {name: b, kind: activation}
              - {name: b.conv, kind: convolution, outputs: 4}
              - {name: b.bn, kind: normalization}
              - {name: joined, from: [b.bn, sum], kind: add}
              - {name: c, kind: activation}
              - {name: again, from: [c, b], kind: add}
              - {name: fires, kind: activation}
              - {name: last, from: [fires, c], kind: add}
              - {name: flat, kind: flatten}
              - {name: fc, kind: linear, outputs: 3}
            """;
        using TestEngine engine = new();
        using Network network = Network.Create(engine, DescriptionText.Parse(text), new Lif { DecayInput = false }, timesteps: 2, seed: 2);
        foreach (bool training in (bool[])[true, false])
        {
            Assert.Equal(Logits(composed: true), Logits(composed: false));

            float[] Logits(bool composed)
            {
                using Tape tape = new(engine);
                Tensor logits = network.Forward(
                    tape, Images(tape, new Shape(3, 8, 8, 2)), new ForwardOptions { Training = training, Composed = composed }).Logits;
                float[] values = logits.ToArray();
                tape.Backward((logits, logits));
                return values;
            }
        }
    }

    [Fact]
    public void A_described_network_is_saved_with_its_description_and_loaded_without_any_table()
    {
        string file = Path.Combine(Path.GetTempPath(), $"described-{Guid.NewGuid():N}.safetensors");
        try
        {
            using Engine engine = new(1);
            using Network saved = Network.Create(engine, TwoBranches.Describe(), new Lif { TimeConstant = 3, DecayInput = false }, timesteps: 2, seed: 4);
            saved.Save(file);
            using (SafeTensorsFile weights = SafeTensorsFile.Open(file))
            {
                Assert.Contains(
                    "- {name: left.conv, from: stem, kind: convolution, outputs: 16, kernel: 5,", weights.Metadata["description"], StringComparison.Ordinal);
            }

            using Network loaded = Network.Load(engine, file);
            Assert.Equal(DescriptionText.Write(saved.Description), DescriptionText.Write(loaded.Description));
            Assert.Equal((2, saved.Neuron), (loaded.Dynamics.Timesteps, loaded.Neuron));
            Assert.Equal(3, Assert.IsType<Lif>(loaded.Neuron).TimeConstant);
            using Tape tape = new(engine, recording: false);
            Tensor images = Images(tape, new Shape(2, 28, 28, 1));
            Assert.Equal(
                saved.Forward(tape, images, ForwardOptions.Evaluation).Logits.ToArray(),
                loaded.Forward(tape, images, ForwardOptions.Evaluation).Logits.ToArray());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_named_network_stays_named_and_its_weights_describe_it()
    {
        string file = Path.Combine(Path.GetTempPath(), $"named-{Guid.NewGuid():N}.safetensors");
        try
        {
            using Engine engine = new(1);
            using Network saved = new(
                engine,
                new NetworkSettings { Family = new ResNet { Blocks = [1], Width = 2 }, Timesteps = 1, Activation = ActivationKind.Relu },
                new Lif(),
                seed: 0);
            saved.Save(file);
            using Network loaded = Network.Load(engine, file);
            Assert.Equal("resnet", loaded.Settings.Architecture);
            Assert.Null(loaded.Settings.Description);
            Assert.Contains(
                "layer1.0.conv2", DescriptionText.Write(Checkpoint.InfoOf(file).Network.Description ?? loaded.Description), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Images_that_do_not_fit_are_refused_with_the_node()
    {
        using Engine engine = new(1);
        using Network network = Network.Create(engine, Vgg.Describe(width: 1, classes: 10));
        using Tape tape = new(engine);
        string message = Assert.Throws<TensorException>(() => network.Forward(tape, Images(tape, new Shape(1, 16, 16, 3)), ForwardOptions.Evaluation)).Message;
        Assert.Contains("'conv13.pool' (average_pool) moves a window of 2x2 over a map of 1x1", message, StringComparison.Ordinal);
        using Network sized = Network.Create(engine, TwoBranches.Describe());
        Assert.Contains(
            "takes images [28, 28, 1]",
            Assert.Throws<TensorException>(() => sized.Forward(tape, Images(tape, new Shape(1, 32, 28, 1)), ForwardOptions.Evaluation)).Message,
            StringComparison.Ordinal);
    }

    private static Tensor Images(Tape tape, Shape shape)
    {
        CounterRandom random = new(9, "images");
        return tape.From([.. Enumerable.Range(0, (int)shape.Count).Select(_ => random.NextGaussian())], shape);
    }
}
