using System.Text.Json;
using SpikeDistill.Distillation;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Neurons;
using SpikeDistill.Reference;
using SpikeDistill.Tensors;
using SpikeDistill.Tests.Distillation;

namespace SpikeDistill.Tests.Golden;

/// <summary>
/// A training pass of every spiking transformer against PyTorch in double precision, see
/// tests/fixtures/make_spiking_transformer_fixture.py: what every block gives, every spike, logits, loss, running statistics and the
/// gradients of all parameters, with the fused operations and in plain ones.
/// </summary>
public sealed class SpikingTransformerGoldenTests
{
    /// <summary>Of the largest value of each tensor.</summary>
    private const double Tolerance = 1e-5;

    public static TheoryData<string, bool> Cases
    {
        get
        {
            using SafeTensorsFile file = Fixture.Open(Fixture.SpikingTransformers);
            TheoryData<string, bool> data = [];
            foreach (string name in Config(file).EnumerateObject().Select(item => item.Name))
            {
                data.Add(name, false);
                data.Add(name, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Spikes_loss_and_all_gradients_are_PyTorchs(string name, bool composed)
    {
        using SafeTensorsFile file = Fixture.Open(Fixture.SpikingTransformers);
        JsonElement config = Config(file).GetProperty(name);
        Assert.InRange(config.GetProperty("margin").GetDouble(), 1e-4, 1);

        using Engine engine = new(threads: 2);
        Lif neuron = new() { DecayInput = false, DetachReset = true };
        using Network network = Network.Create(engine, Describe(config), neuron, config.GetProperty("timesteps").GetInt32());
        Load(network, file, name);
        using Tape tape = new(engine);
        Tensor images = tape.From(file.ReadSingles(name + ".images"), new Shape([.. file[name + ".images"].Shape]));
        ComparedSpikes spikes = new(file, name);
        ForwardOptions options = new() { Training = true, Composed = composed, KeepStageFeatures = true, Observer = spikes };
        NetworkOutput output = network.Forward(tape, images, options);
        Assert.Equal(network.Description.Nodes.Count(node => node.Fires), spikes.Seen);

        int[] labels = Array.ConvertAll(file.ReadInt64s(name + ".labels"), label => (int)label);
        ObjectiveResult loss = new Objective(Made.By("cross_entropy")).Evaluate(tape, new TermInputs(output.Logits, labels, null));
        Gradients gradients = tape.Backward((output.Logits, loss.LogitsGradient!));
        AssertNear("logits", output.Logits);
        Near.Assert("loss", file.ReadDoubles(name + ".loss"), [(float)loss.Loss], Tolerance);
        for (int i = 0; i < output.StageFeatures.Count; i++)
        {
            Assert.Equal(file[$"{name}.feature{i}"].Shape, output.StageFeatures[i].Shape.ToArray());
            AssertNear($"feature{i}", output.StageFeatures[i]);
        }

        foreach (Parameter parameter in network.Parameters)
        {
            double[] expected = file.ReadDoubles($"{name}.gradient.{parameter.Name}");
            float[] actual = gradients[parameter.Value].ToArray();
            if (expected.Any(value => value != 0))
            {
                Near.Assert(parameter.Name, expected, actual, Tolerance);
            }
            else
            {
                // A bias before a normalization: what rounding leaves.
                Assert.All(actual, value => Assert.Equal(0, value, 1e-6));
            }
        }

        Assert.All(network.Buffers, buffer => AssertNear("after." + buffer.Name, buffer.Value));

        void AssertNear(string what, Tensor actual) => Near.Assert(what, file.ReadDoubles($"{name}.{what}"), actual.ToArray(), Tolerance);
    }

    private static JsonElement Config(SafeTensorsFile file) => JsonSerializer.Deserialize<JsonElement>(file.Metadata["cases"]);

    private static NetworkDescription Describe(JsonElement config)
    {
        (int depth, int dimension, int heads) = (Integer("depth"), Integer("dimension"), Integer("heads"));
        int classes = Integer("classes");
        return config.GetProperty("family").GetString() switch
        {
            "spikformer" => new Spikformer { Depth = depth, Dimension = dimension, Heads = heads }.Describe(classes),
            "spikingformer" => new Spikingformer { Depth = depth, Dimension = dimension, Heads = heads, Cml = Flag("cml") }.Describe(classes),
            "spike_driven" => new SpikeDrivenTransformer { Depth = depth, Dimension = dimension }.Describe(classes),
            string other => throw new InvalidOperationException(other),
            null => throw new InvalidOperationException("no family"),
        };

        bool Flag(string option) => config.GetProperty(option).GetBoolean();

        int Integer(string option) => config.GetProperty(option).GetInt32();
    }

    private static void Load(Network network, SafeTensorsFile file, string name)
    {
        (string Name, Tensor Value)[] all =
        [
            .. network.Parameters.Select(parameter => (parameter.Name, parameter.Value)),
            .. network.Buffers.Select(buffer => (buffer.Name, buffer.Value)),
        ];
        foreach ((string tensor, Tensor value) in all)
        {
            Assert.Equal(file[$"{name}.initial.{tensor}"].Shape, value.Shape.ToArray());
            file.ReadSingles($"{name}.initial.{tensor}").CopyTo(value.Values);
        }

        Assert.Equal(file.Tensors.Count(tensor => tensor.Name.StartsWith(name + ".initial.", StringComparison.Ordinal)), all.Length);
    }

    private sealed class ComparedSpikes(SafeTensorsFile file, string name) : IForwardObserver
    {
        public int Seen { get; private set; }

        public void Activated(string layer, Tensor output)
        {
            Seen++;
            byte[] expected = file.ReadBytes($"{name}.spikes.{layer}");
            Assert.True(expected.SequenceEqual(Array.ConvertAll(output.ToArray(), spike => (byte)spike)), layer);
        }
    }
}
