using System.Text.Json;
using SpikeDistill.Distillation;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Normalizations;
using SpikeDistill.Neurons;
using SpikeDistill.Reference;
using SpikeDistill.Surrogates;
using SpikeDistill.Tensors;

namespace SpikeDistill.Tests.Golden;

/// <summary>
/// A training step of a small network of each convolutional family, with one block of each kind, against PyTorch in double
/// precision: spikes, logits, loss, running statistics and the gradients of all parameters (tests/fixtures/make_network_fixture.py).
/// </summary>
public sealed class NetworkGoldenTests
{
    /// <summary>Of the largest value of each tensor. PyTorch's own float32 run ends 4e-6 away.</summary>
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Cases => GoldenCase.Named("", Fixture.Networks);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_training_step_is_the_one_of_PyTorch(string name)
    {
        using SafeTensorsFile file = Fixture.Open(Fixture.Networks);
        JsonElement config = JsonElement.Parse(file.Metadata["cases"]).GetProperty(name);
        int classes = config.GetProperty("classes").GetInt32(), channels = config.GetProperty("image")[2].GetInt32();
        NetworkDescription description = Family(config).Describe(new NetworkInputs(classes, channels, new BatchNormalization()));
        foreach (bool composed in (bool[])[true, false])
        {
            using Engine engine = new(threads: 2);
            using Network network = NeuronOf(config) is { } neuron
                ? Network.Create(engine, description, neuron, config.GetProperty("timesteps").GetInt32())
                : Network.Create(engine, description);
            Load(network, file, name);
            using Tape tape = new(engine);
            RecordedSpikes spikes = new(file, name);
            Tensor images = tape.From(file.ReadSingles(name + ".images"), new Shape([.. file[name + ".images"].Shape]));
            Tensor logits = network.Forward(tape, images, new ForwardOptions { Training = true, Composed = composed, Observer = spikes }).Logits;
            int[] labels = Array.ConvertAll(file.ReadInt64s(name + ".labels"), label => (int)label);
            Tensor loss = new CrossEntropyTerm().Value(tape, new TermInputs(logits, labels, TeacherLogits: null));
            AssertNear(file, name + ".logits", logits.ToArray());
            AssertNear(file, name + ".loss", loss.ToArray());
            Assert.Equal(file.Tensors.Count(tensor => tensor.Name.StartsWith(name + ".spikes.", StringComparison.Ordinal)), spikes.Seen);

            // The gradient of a bias in front of a normalization is 0 but for rounding, whose size is that of the others.
            Gradients gradients = tape.Backward(loss);
            double largest = network.Parameters.Max(parameter => Largest(file.ReadDoubles($"{name}.gradient.{parameter.Name}")));
            foreach (Parameter parameter in network.Parameters)
            {
                double[] expected = file.ReadDoubles($"{name}.gradient.{parameter.Name}");
                float[] actual = gradients[parameter.Value].ToArray();
                double allowed = Tolerance * Math.Max(Largest(expected), 0.1 * largest);
                double off = expected.Zip(actual, (wanted, got) => Math.Abs(wanted - got)).Max();
                Assert.True(off <= allowed, $"{name}, {parameter.Name}: off by {off:g3}, allowed {allowed:g3}");
            }

            Assert.All(network.Buffers, buffer => AssertNear(file, $"{name}.buffer.{buffer.Name}", buffer.Value.ToArray()));
        }
    }

    private static NetworkFamily Family(JsonElement config)
    {
        int Number(string option) => config.GetProperty(option).GetInt32();
        int[] Numbers(string option) => [.. config.GetProperty(option).EnumerateArray().Select(number => number.GetInt32())];
        TEnum Choice<TEnum>(string option)
            where TEnum : struct, Enum
            => Enum.Parse<TEnum>(config.GetProperty(option).GetString()!, ignoreCase: true);
        return config.GetProperty("family").GetString() switch
        {
            "sew" => new SewResNet
            {
                Blocks = Numbers("blocks"),
                Bottleneck = config.GetProperty("bottleneck").GetBoolean(),
                Width = Number("width"),
                Join = Choice<JoinKind>("join"),
                Stem = Choice<StemKind>("stem"),
            },
            "event" => new SewEventNet { Widths = Numbers("widths"), Width = Number("width"), ImageSize = config.GetProperty("image")[0].GetInt32() },
            "vggsnn" => new VggSnn { Width = Number("width"), ImageSize = config.GetProperty("image")[0].GetInt32() },
            "resnet" => new ResNet
            {
                Blocks = Numbers("blocks"),
                Bottleneck = config.GetProperty("bottleneck").GetBoolean(),
                Width = Number("width"),
                Stem = Choice<StemKind>("stem"),
            },
            "wide" => new WideResNet { Depth = Number("depth"), Widen = Number("widen"), Width = Number("width") },
            "pyramid" => new PyramidNet { Blocks = Numbers("blocks"), Widening = Number("widening"), Width = Number("width") },
            string other => throw new InvalidOperationException(other),
            null => throw new InvalidOperationException("A case without a family."),
        };
    }

    private static Neuron? NeuronOf(JsonElement config)
    {
        JsonElement options = config.GetProperty("neuron");
        if (options.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        float threshold = options.GetProperty("threshold").GetSingle(), parameter = options.GetProperty("surrogate_parameter").GetSingle();
        bool detached = options.GetProperty("detach_reset").GetBoolean();
        ISurrogateFunction surrogate = options.GetProperty("surrogate").GetString() == "ATan" ? new ATan(parameter) : new Sigmoid(parameter);
        if (options.GetProperty("time_constant").ValueKind == JsonValueKind.Null)
        {
            return new If { Threshold = threshold, DetachReset = detached, Surrogate = surrogate };
        }

        bool decay = options.GetProperty("decay_input").GetBoolean();
        return options.TryGetProperty("learned", out _)
            ? new Plif { Threshold = threshold, DetachReset = detached, Surrogate = surrogate, DecayInput = decay }
            : new Lif { Threshold = threshold, DetachReset = detached, Surrogate = surrogate, DecayInput = decay };
    }

    private static void Load(Network network, SafeTensorsFile file, string name)
    {
        foreach (Parameter parameter in network.Parameters)
        {
            string stored = $"{name}.initial.{parameter.Name}";
            Assert.Equal(file[stored].Shape, parameter.Value.Shape.ToArray());
            file.ReadSingles(stored).CopyTo(parameter.Value.Values);
        }

        Assert.Equal(file.Tensors.Count(tensor => tensor.Name.StartsWith(name + ".initial.", StringComparison.Ordinal)), network.Parameters.Count);
    }

    private static void AssertNear(SafeTensorsFile file, string name, float[] actual) => Near.Assert(name, file.ReadDoubles(name), actual, Tolerance);

    private static double Largest(double[] values) => values.Max(Math.Abs);

    private sealed class RecordedSpikes(SafeTensorsFile file, string name) : IForwardObserver
    {
        public int Seen { get; private set; }

        public void Activated(string layer, Tensor output)
        {
            if (output.Kind == StorageKind.Spikes)
            {
                Seen++;
                Assert.Equal(file.ReadBytes($"{name}.spikes.{layer}"), Array.ConvertAll(output.ToArray(), spike => (byte)spike));
            }
        }
    }
}
