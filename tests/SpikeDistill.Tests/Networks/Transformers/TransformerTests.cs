using SpikeDistill.Costs;
using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Tests;

namespace SpikeDistill.Tests.Networks.Transformers;

/// <summary>What holds for every transformer.</summary>
public sealed class TransformerTests
{
    private static readonly Lif Neuron = new() { DecayInput = false, DetachReset = true };

    public static TheoryData<string> Names => SmallTransformers.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void It_gives_the_same_bits_planned_and_in_plain_operations(string name)
    {
        using TestEngine engine = new();
        NetworkDescription description = SmallTransformers.Describe(name);
        using Network student = Network.Create(engine, description, Neuron, timesteps: 3, seed: 1);
        using Network teacher = Network.Create(engine, description, seed: 1);
        foreach (Network network in (Network[])[student, teacher])
        {
            foreach (bool training in (bool[])[false, true])
            {
                Assert.Equal(Outputs(network, training, composed: true), Outputs(network, training, composed: false));
            }
        }

        float[] Outputs(Network network, bool training, bool composed)
        {
            using Tape tape = new(engine);
            ForwardOptions options = new() { Training = training, Composed = composed, KeepStageFeatures = true };
            NetworkOutput output = network.Forward(tape, Images(tape, 2), options);
            Assert.Equal(description.StageShapes(32, 32).Count, output.StageFeatures.Count);
            return [.. output.Logits.ToArray(), .. output.StageFeatures.SelectMany(feature => feature.ToArray())];
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_parameter_gets_a_gradient_and_all_memory_comes_back(string name)
    {
        using Engine engine = new(2);
        using (Network network = Network.Create(engine, SmallTransformers.Describe(name), Neuron, timesteps: 4, seed: 0))
        {
            Assert.Equal(network.ParameterCount, network.Parameters.Sum(parameter => parameter.Value.Shape.Count));
            Assert.Distinct(network.Parameters.Select(parameter => parameter.Name));
            int before = engine.Memory.BlocksInUse;
            using (Tape tape = new(engine))
            {
                Tensor logits = network.Forward(tape, Images(tape, 8), ForwardOptions.ForTraining).Logits;
                Gradients gradients = tape.Backward((logits, Seed(tape, logits.Shape)));
                Assert.All(network.Parameters, parameter => AssertReached(parameter, gradients));
            }

            Assert.Equal(before, engine.Memory.BlocksInUse);
        }

        Assert.Equal(0, engine.Memory.BlocksInUse);

        static void AssertReached(Parameter parameter, Gradients gradients)
            => Assert.True(gradients[parameter.Value].ToArray().Any(value => value != 0), parameter.Name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_number_of_threads_changes_no_bit(string name)
    {
        float[] expected = GradientsOf(1);
        Assert.Equal(expected, GradientsOf(2));
        Assert.Equal(expected, GradientsOf(3));

        float[] GradientsOf(int threads)
        {
            using Engine engine = new(threads);
            using Network network = Network.Create(engine, SmallTransformers.Describe(name), Neuron, timesteps: 2, seed: 3);
            using Tape tape = new(engine);
            Tensor logits = network.Forward(tape, Images(tape, 5), ForwardOptions.ForTraining).Logits;
            Gradients gradients = tape.Backward((logits, logits));
            return [.. logits.ToArray(), .. network.Parameters.SelectMany(parameter => gradients[parameter.Value].ToArray())];
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_description_reads_back_to_the_same(string name)
    {
        NetworkDescription description = SmallTransformers.Describe(name);
        string text = DescriptionText.Write(description);
        NetworkDescription read = DescriptionText.Parse(text);
        Assert.Equal(text, DescriptionText.Write(read));
        Assert.Equal(description.ParameterCount, read.ParameterCount);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_layer_that_fires_is_seen_and_counted(string name)
    {
        using Engine engine = new(1);
        NetworkDescription description = SmallTransformers.Describe(name);
        using Network network = Network.Create(engine, description, Neuron, timesteps: 2, seed: 1);
        FiringMonitor monitor = new();
        using Tape tape = new(engine);
        network.Forward(tape, Images(tape, 2), new ForwardOptions { Training = true, Observer = monitor });
        string[] seen = [.. monitor.Rates.Select(layer => layer.Layer)];
        OperationProfile profile = OperationProfile.Of(description, network.Dynamics, 32, 32, layer => monitor.Rates.First(rate => rate.Layer == layer).Rate);
        Assert.Equal(description.Nodes.Where(node => node.Fires).Select(node => node.Name), seen);
        Assert.Equal(profile.Layers.Where(layer => layer.Kind is "neurons" or "mask").Select(layer => layer.Name), seen);
        Assert.Equal(description.ParameterCount, profile.Parameters);
        Assert.All(profile.Layers, layer => Assert.True(layer.Operations.Acs <= layer.Operations.Ops, layer.Name));
    }

    private static Tensor Images(Tape tape, int samples)
    {
        CounterRandom random = new(9, "images");
        return tape.From([.. Enumerable.Range(0, samples * 32 * 32 * 3).Select(_ => random.NextGaussian())], new Shape(samples, 32, 32, 3));
    }

    private static Tensor Seed(Tape tape, Shape shape) => tape.From([.. Enumerable.Range(0, (int)shape.Count).Select(i => (i % 7) - 3f)], shape);
}
