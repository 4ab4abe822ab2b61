using SpikeDistill.Networks;
using SpikeDistill.Optimization;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Tests.Networks;
using SpikeDistill.Tests.Training;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Runs;

public sealed class CheckpointTests : IDisposable
{
    private readonly TinyRun _run = new();
    private readonly Engine _engine = new(1);

    public void Dispose()
    {
        _engine.Dispose();
        _run.Dispose();
    }

    [Fact]
    public void A_network_comes_back_as_it_was()
    {
        ExperimentSettings settings = TinyRun.Student();
        using Network network = new(_engine, settings.Network, settings.Neuron, seed: 3);
        network.Buffers[0].Value.Values[0] = 7;
        string path = _run.PathOf("w.safetensors");
        Checkpoint.SaveWeights(path, network, "synthetic");

        using Network loaded = Checkpoint.LoadNetwork(path, _engine);
        Assert.Equivalent(network.Settings, loaded.Settings);
        Assert.Equal(network.Neuron, loaded.Neuron);
        Assert.Equal("synthetic", Checkpoint.DataSetOf(path));
        Assert.Equal(network.Parameters.SelectMany(p => p.Value.ToArray()), loaded.Parameters.SelectMany(p => p.Value.ToArray()));
        Assert.Equal(network.Buffers.SelectMany(b => b.Value.ToArray()), loaded.Buffers.SelectMany(b => b.Value.ToArray()));
    }

    [Fact]
    public void A_missing_cut_or_foreign_file_is_an_error_that_names_it()
    {
        string missing = _run.PathOf("missing");
        Assert.Contains(missing, Error(missing), StringComparison.Ordinal);

        string cut = Saved("cut.safetensors");
        using (FileStream stream = new(cut, FileMode.Open))
        {
            stream.SetLength(stream.Length / 2);
        }

        Assert.Contains("cut.safetensors", Error(cut), StringComparison.Ordinal);

        string text = _run.PathOf("text.safetensors");
        File.WriteAllText(text, "these are no weights");
        Assert.Contains("text.safetensors", Error(text), StringComparison.Ordinal);
    }

    [Fact]
    public void Flipped_bytes_never_crash()
    {
        byte[] good = File.ReadAllBytes(Saved("good.safetensors"));
        CounterRandom random = new(1, "flips");
        for (int i = 0; i < 300; i++)
        {
            byte[] bad = [.. good];
            bad[random.NextInt(Math.Min(bad.Length, 4000))] ^= (byte)(1 << random.NextInt(8));
            string path = _run.PathOf("bad.safetensors");
            File.WriteAllBytes(path, bad);
            try
            {
                Checkpoint.LoadNetwork(path, _engine).Dispose();
            }
            catch (RunException error)
            {
                Assert.Contains("bad.safetensors", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_folder_that_holds_something_is_not_written_over()
    {
        Directory.CreateDirectory(_run.PathOf("mine"));
        string precious = Path.Combine(_run.PathOf("mine"), "precious.txt");
        File.WriteAllText(precious, "keep");
        RunException error = Assert.ThrowsAny<RunException>(() => RunFolder.Create(_run.PathOf("mine"), TinyRun.Student(), _engine));
        Assert.Contains("not empty", error.Message, StringComparison.Ordinal);
        Assert.Equal("keep", File.ReadAllText(precious));
        Assert.Single(Directory.GetFiles(_run.PathOf("mine")));
    }

    [Fact]
    public void What_a_process_killed_at_the_start_left_goes_at_the_next()
    {
        string left = _run.PathOf("mine.0a1b2c3d.e4f.tmp"), foreign = _run.PathOf("mine.0a1b2c3d.e5f.tmp"), other = _run.PathOf("other.0a1b2c3d.e4f.tmp");
        foreach (string folder in (string[])[left, foreign, other])
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "recipe.yaml"), "name: tiny");
            File.WriteAllText(Path.Combine(folder, "recipe.yaml.qwertzui.abc.tmp"), "{");
        }

        File.WriteAllText(Path.Combine(foreign, "precious.txt"), "keep");

        RunFolder.Create(_run.PathOf("mine"), TinyRun.Student(), _engine);

        Assert.False(Directory.Exists(left));
        Assert.Equal("keep", File.ReadAllText(Path.Combine(foreign, "precious.txt")));
        Assert.True(Directory.Exists(other));
    }

    [Fact]
    public void Saving_and_reading_copies_no_tensor()
    {
        ExperimentSettings settings = TinyRun.Student();
        using Network network = new(_engine, settings.Network.Sized(width: 64), settings.Neuron, seed: 3);
        using IOptimizer optimizer = new AdamW().Start(_engine, network.Parameters, new DecayAndGroups());
        string path = _run.PathOf("checkpoint.safetensors");
        Save();

        long bytes = 3L * sizeof(float) * network.ParameterCount, peak = _engine.Memory.BytesInUse;
        _engine.Memory.ResetPeak();
        Assert.InRange(Allocated(Save), 0, bytes / 8);
        Assert.InRange(Allocated(() => Checkpoint.LoadState(path, network, [], optimizer)), 0, bytes / 8);
        Assert.Equal(peak, _engine.Memory.PeakBytesInUse);

        void Save() => Checkpoint.SaveState(path, network, [], optimizer, new TrainingState(Epoch: 1));

        static long Allocated(Action action)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private string Saved(string name)
    {
        ExperimentSettings settings = TinyRun.Student();
        using Network network = new(_engine, settings.Network, settings.Neuron, seed: 3);
        Checkpoint.SaveWeights(_run.PathOf(name), network, "synthetic");
        return _run.PathOf(name);
    }

    private string Error(string path) => Assert.ThrowsAny<RunException>(() => Checkpoint.LoadNetwork(path, _engine)).Message;
}
