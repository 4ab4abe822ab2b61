using OwnNetwork;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Neurons;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Tests.Guide;

/// <summary>The example of a network of one's own, on images of one's own, from C#.</summary>
public sealed class OwnNetworkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_learns_and_its_file_says_what_it_is()
    {
        using Engine engine = new(threads: 1);
        ImageData data = new("bars", new Bars(200, seed: 1), new Bars(100, seed: 2));
        using Network student = Network.Create(engine, TwoBranches.Describe(data.Train.Classes), new Lif { DecayInput = false }, timesteps: 2);
        IReadOnlyList<EpochMetrics> epochs
            = new TrainingRun(student, data) { Epochs = 3, BatchSize = 20, LearningRate = 0.05, Augmentation = [] }.Train();
        Assert.True(epochs[^1].Loss < epochs[0].Loss);
        Assert.True(epochs[^1].Evaluation!.Accuracy > 0.8, $"{epochs[^1].Evaluation!.Accuracy}");
        student.Save(_folder.In("net.safetensors"));

        using Network loaded = Network.Load(engine, _folder.In("net.safetensors"));
        Assert.Equal(student.Settings, loaded.Settings);
    }
}
