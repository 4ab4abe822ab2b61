using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Predictions;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>What programs do by mistake is told by the argument that it is about.</summary>
public sealed class MisuseTests : IDisposable
{
    private readonly Engine _engine = new(1);
    private readonly Network _network;

    public MisuseTests()
    {
        NetworkDescription description = ResNet.Describe([1], width: 4, classes: 10, stemStride: 4);
        _network = Network.Create(_engine, description, new Lif(), timesteps: 2);
        _network.TrainedOn = new TrainedOn("mine", new ImageShape(32, 32, 3), new PixelNormalization([0, 0, 0], [1, 1, 1]), []);
    }

    public void Dispose()
    {
        _network.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void Nothing_is_refused_by_the_name_of_what_it_was_given_for()
    {
        ImageData data = ImageData.Open("synthetic");
        NetworkDescription description = _network.Description;
        (string Name, Action Given)[] all =
        [
            ("engine", () => Network.Create(null!, description)),
            ("neuron", () => Network.Create(_engine, description, (Neuron)null!, timesteps: 2)),
            ("quantized", () => Network.Create(_engine, description, (ClipFloorShift)null!)),
            ("settings", () => _ = new Network(_engine, null!, new Lif(), seed: 0)),
            ("neuron", () => _ = new Network(_engine, new NetworkSettings(), null!, seed: 0)),
            ("Surrogate", () => _ = new Lif { Surrogate = null! }),
            ("Method", () => _ = new TrainingRun(_network, data) { Method = null! }),
            ("Optimizer", () => _ = new TrainingRun(_network, data) { Optimizer = null! }),
            ("Schedule", () => _ = new TrainingRun(_network, data) { Schedule = null! }),
            ("Augmentation", () => _ = new TrainingRun(_network, data) { Augmentation = null! }),
            ("Groups", () => _ = new TrainingRun(_network, data) { Groups = null! }),
            ("Extensions", () => _ = new TrainingRun(_network, data) { Extensions = null! }),
            ("Catalog", () => _ = new TrainingRun(_network, data) { Catalog = null! }),
            ("path", () => _ = new RunRecorder(null!)),
            ("path", () => RunFolder.Open(null!)),
            ("path", () => Network.Load(_engine, null!)),
            ("engine", () => Network.Load(null!, "run")),
            ("name", () => ImageData.Open(null!)),
        ];
        Assert.All(all, one => Assert.Equal(one.Name, Assert.Throws<ArgumentNullException>(one.Given).ParamName));
    }

    [Fact]
    public void Shapes_that_no_images_have_are_told()
    {
        int[][] shapes = [[-1, 32, -32, 3], [int.MaxValue, int.MaxValue, 32, 3], [1, 32, 32, -3]];
        Assert.All(shapes, shape => Assert.Contains(
            $"No images have the shape [{string.Join(", ", shape)}].",
            Assert.Throws<ArgumentException>(() => _network.Predict(new byte[3072], shape)).Message,
            StringComparison.Ordinal));
        PredictedImages said = _network.Predict(new byte[3072], [1, 32, 32, 3]);
        Assert.Equal(-1, Assert.Throws<ArgumentOutOfRangeException>(() => said.Class(-1)).ActualValue);
        Assert.Throws<ArgumentOutOfRangeException>(() => said.Probabilities(0, step: 2));
    }

    [Fact]
    public void What_is_disposed_twice_is_disposed()
    {
        Engine engine = new(2);
        Network network = Network.Create(engine, _network.Description);
        network.Dispose();
        network.Dispose();
        engine.Dispose();
        engine.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Network.Create(engine, _network.Description));
    }
}
