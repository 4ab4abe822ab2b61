using System.Text.Json;
using SpikeDistill.Distillation;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Optimization;
using SpikeDistill.Reference;
using SpikeDistill.Tensors;
using SpikeDistill.Tests.Distillation;

namespace SpikeDistill.Tests.Golden;

/// <summary>
/// Ten whole training steps of a small spiking ResNet with TSER against PyTorch in double precision, see
/// tests/fixtures/make_training_fixture.py: free, where no membrane comes near its threshold, and with PyTorch's spikes
/// put in place of the neurons' own.
/// </summary>
public sealed class TrainingStepGoldenTests
{
    /// <summary>Of the largest value of each tensor. PyTorch's own float32 run ends 1.5e-6 away.</summary>
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData(Fixture.TrainingHard, false)]
    [InlineData(Fixture.TrainingHard, true)]
    [InlineData(Fixture.TrainingSoft, false)]
    [InlineData(Fixture.TrainingSoft, true)]
    public void Ten_steps_are_PyTorchs(string name, bool forced)
    {
        using SafeTensorsFile file = Fixture.Open(name);
        JsonElement config = JsonSerializer.Deserialize<JsonElement>(file.Metadata["config"]);
        Assert.All(file.ReadDoubles("margins"), margin => Assert.InRange(margin, 5e-4, 1));

        using Engine engine = new(threads: 2);
        Neuron neuron = NeuronGoldenTests.Described(config.GetProperty("neuron"));
        using Network network = new(engine, Shape(config), neuron, seed: 0);
        Load(network, file);
        using IOptimizer optimizer = MakeOptimizer(engine, network, config.GetProperty("optimizer"));
        double learningRate = config.GetProperty("optimizer").GetProperty("learning_rate").GetDouble();
        Objective objective = MakeObjective(config.GetProperty("objective"));

        double[] losses = file.ReadDoubles("losses");
        for (int step = 0; step < losses.Length; step++)
        {
            using Tape tape = new(engine);
            var spikes = new RecordedSpikes(file, step, neuron);
            ForwardOptions options = forced ? new() { Training = true, FireInstead = spikes.Force } : new() { Training = true, Observer = spikes };
            Tensor logits = network.Forward(tape, Batch(tape, file, "images", step), options).Logits;
            int[] labels = Array.ConvertAll(Slice(file.ReadInt64s("labels"), step, losses.Length), label => (int)label);
            ObjectiveResult loss = objective.Evaluate(tape, new TermInputs(logits, labels, Batch(tape, file, "teacher_logits", step)));
            Gradients gradients = tape.Backward((logits, loss.LogitsGradient!));

            Assert.Equal(network.Description.Nodes.Count(node => node.Fires), spikes.UnitsSeen);
            Near.Assert($"loss of step {step}", [losses[step]], [(float)loss.Loss], Tolerance);
            if (step == 0)
            {
                AssertNear(file, "step0.logits", logits);
                AssertNear(file, "step0.gradient.logits", loss.LogitsGradient!);
                AssertTerms(file, config.GetProperty("objective"), loss.Terms);
                Assert.All(network.Parameters, parameter => AssertNear(file, "step0.gradient." + parameter.Name, gradients[parameter.Value]));
            }

            optimizer.Step(gradients, learningRate);
        }

        Assert.All(network.Parameters, parameter => AssertNear(file, "final." + parameter.Name, parameter.Value));
        Assert.All(network.Buffers, buffer => AssertNear(file, "final." + buffer.Name, buffer.Value));
    }

    private static NetworkSettings Shape(JsonElement config) => new()
    {
        Family = new ResNet
        {
            Blocks = [.. config.GetProperty("blocks").EnumerateArray().Select(count => count.GetInt32())],
            Width = config.GetProperty("width").GetInt32(),
            StemStride = config.GetProperty("stem_stride").GetInt32(),
        },
        Classes = config.GetProperty("classes").GetInt32(),
        Timesteps = config.GetProperty("timesteps").GetInt32(),
    };

    private static Objective MakeObjective(JsonElement options)
    {
        Assert.Equal(1, options.GetProperty("cross_entropy_temperature").GetDouble());
        Assert.True(options.GetProperty("times_temperature_squared").GetBoolean());
        double temperature = options.GetProperty("divergence_temperature").GetDouble();
        Assert.Equal(temperature, options.GetProperty("entropy_temperature").GetDouble());
        return new Objective(Made.By(
            "tser", MethodPresets.PublicCode, options.GetProperty("alpha").GetDouble(), options.GetProperty("lambda").GetDouble(), temperature));
    }

    private static IOptimizer MakeOptimizer(Engine engine, Network network, JsonElement options)
        => new Sgd { Momentum = options.GetProperty("momentum").GetDouble() }.Start(
            engine,
            network.Parameters,
            new DecayAndGroups
            {
                WeightDecay = options.GetProperty("weight_decay").GetDouble(),
                DecayNormAndBias = options.GetProperty("decays_norms_and_biases").GetBoolean(),
            });

    private static void Load(Network network, SafeTensorsFile file)
    {
        foreach ((string name, Tensor value) in network.Parameters.Select(parameter => (parameter.Name, parameter.Value))
            .Concat(network.Buffers.Select(buffer => (buffer.Name, buffer.Value))))
        {
            Assert.Equal(file["initial." + name].Shape, value.Shape.ToArray());
            file.ReadSingles("initial." + name).CopyTo(value.Values);
        }

        int stored = file.Tensors.Count(tensor => tensor.Name.StartsWith("initial.", StringComparison.Ordinal));
        Assert.Equal(stored, network.Parameters.Count + network.Buffers.Count);
    }

    private static void AssertTerms(SafeTensorsFile file, JsonElement options, IReadOnlyList<TermValue> terms)
    {
        double alpha = options.GetProperty("alpha").GetDouble(), temperature = options.GetProperty("divergence_temperature").GetDouble();
        double Term(string name) => file.ReadDoubles("step0.term." + name)[0];
        double[] expected =
        [
            (1 - alpha) * Term("cross_entropy"),
            alpha * temperature * temperature * Term("divergence"),
            -options.GetProperty("lambda").GetDouble() * Term("entropy"),
        ];
        Assert.Equal(["cross_entropy", "distillation", "entropy"], terms.Select(term => term.Name));
        for (int i = 0; i < expected.Length; i++)
            Near.Assert(terms[i].Name, [expected[i]], [(float)terms[i].Value], Tolerance);
    }

    private static void AssertNear(SafeTensorsFile file, string name, Tensor actual) =>
        Near.Assert(name, file.ReadDoubles(name), actual.ToArray(), Tolerance);

    private static Tensor Batch(Tape tape, SafeTensorsFile file, string name, int step)
    {
        int[] shape = [.. file[name].Shape];
        return tape.From(Slice(file.ReadSingles(name), step, shape[0]), new Shape(shape.AsSpan(1)));
    }

    private static T[] Slice<T>(T[] all, int step, int steps) => all.AsSpan(step * (all.Length / steps), all.Length / steps).ToArray();

    /// <summary>PyTorch's spikes of one step: compared with the network's as it runs, or put in their place.</summary>
    private sealed class RecordedSpikes(SafeTensorsFile file, int step, Neuron neuron) : IForwardObserver
    {
        private readonly ISpikingActivation _neurons = neuron.Activation();

        public int UnitsSeen { get; private set; }

        public void Activated(string unit, Tensor output)
        {
            UnitsSeen++;
            Assert.Equal(Of(unit), Array.ConvertAll(output.ToArray(), spike => (byte)spike));
        }

        /// <summary>Lets the neurons run, then overwrites their spikes, which the backward pass reads too.</summary>
        public Tensor Force(Tape tape, string unit, Tensor current)
        {
            UnitsSeen++;
            byte[] recorded = Of(unit);
            Tensor spikes = _neurons.Fire(tape, current);
            int channels = spikes.Shape[^1], rowBytes = SpikeLayout.RowBytes(channels);
            Span<byte> bits = spikes.Bits;
            bits.Clear();
            for (int i = 0; i < recorded.Length; i++)
                bits[(i / channels * rowBytes) + (i % channels / 8)] |= (byte)(recorded[i] << (i % channels % 8));
            return spikes;
        }

        private byte[] Of(string unit) => Slice(file.ReadBytes("spikes." + unit), step, file["spikes." + unit].Shape[0]);
    }
}
