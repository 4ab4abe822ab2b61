namespace SpikeDistill.Cli.Tests.Runs;

/// <summary>A network of one's own from the command line: trained, killed, resumed, evaluated, profiled.</summary>
public sealed class DescribedRunTests : IDisposable
{
    private const string Net = """
        name: two-branch
        image: {channels: 1, height: 28, width: 28}
        nodes:
          - {name: conv, kind: convolution, outputs: 8, stride: 2}
          - {name: bn, kind: normalization}
          - {name: still, kind: repeat}
          - {name: stem, kind: activation}
          - {name: a.conv, kind: convolution, outputs: 8, kernel: 5, groups: 4}
          - {name: a.bn, kind: normalization}
          - {name: a, kind: activation}
          - {name: b.conv, from: stem, kind: convolution, outputs: 8, kernel: [1, 3]}
          - {name: b.bn, kind: normalization}
          - {name: joined, from: [b.bn, a], kind: add}
          - {name: b, kind: activation, feature: true}
          - {name: pool, kind: max_pool, kernel: 4}
          - {name: flat, kind: flatten}
          - {name: fc, kind: linear, outputs: 10}
        """;

    private const string Recipe = """
        name: described
        data: {set: synthetic-grey, train_images: 64, test_images: 40}
        network: {description: nets/my-net.yaml, timesteps: 2}
        neuron: {decay_input: false}
        objective: {method: cross_entropy}
        training: {epochs: 40, batch_size: 16, learning_rate: 0.05}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_described_network_trains_is_killed_goes_on_to_the_same_bits_and_is_measured()
    {
        Directory.CreateDirectory(_folder.In("nets"));
        File.WriteAllText(_folder.In("nets/my-net.yaml"), Net);
        _folder.Write("mine.yaml", Recipe);
        _folder.Succeed("train", "mine.yaml", "--out", "whole", "--save-every", "0");

        string[] command = ["train", "mine.yaml", "--out", "killed", "--resume", "--save-every", "0"];
        using (SpikeDistillProcess process = SpikeDistillProcess.Start(_folder.Path, command))
        {
            process.WaitForLine("epoch 2/40");
            Assert.False(process.HasExited);
            process.Kill();
        }

        // The run folder stands alone: its recipe holds the nodes.
        File.Delete(_folder.In("nets/my-net.yaml"));
        Assert.Contains(
            "- {name: a.conv, from: stem, kind: convolution, outputs: 8, kernel: 5,",
            File.ReadAllText(_folder.In("killed/recipe.yaml")),
            StringComparison.Ordinal);
        _folder.Succeed("train", "killed/recipe.yaml", "--out", "killed", "--resume", "--save-every", "0");
        ResumableRun.AssertSame(_folder.In("whole"), _folder.In("killed"));

        Assert.Contains("test: ", _folder.Succeed("evaluate", "killed"), StringComparison.Ordinal);
        Assert.Contains("max pool", _folder.Succeed("profile", "--checkpoint", "killed"), StringComparison.Ordinal);
        string plan = _folder.Succeed("inspect", "killed", "--plan");
        Assert.Contains("b.conv + b.bn + joined + b -> [14, 14, 8] over time, spikes as bits", plan, StringComparison.Ordinal);
        File.WriteAllText(_folder.In("nets/my-net.yaml"), Net);
        Assert.Contains("plan: 14 nodes run in", _folder.Succeed("profile", "--description", "nets/my-net.yaml", "--plan"), StringComparison.Ordinal);
        _folder.Succeed(
            "import", "killed/weights.safetensors", "--description", "nets/my-net.yaml", "--set-name", "synthetic-grey", "--output", "again.safetensors");
    }

    [Theory]
    [InlineData("kernel: 5, groups: 4", "kernel: 5, groups: 3", "nets/my-net.yaml:8:5: The node 'a.conv' (convolution) has 3 groups")]
    [InlineData("outputs: 10}", "outputs: 12}", "'network.description' knows 12 classes, but synthetic-grey has 10")]
    [InlineData("height: 28", "height: 32", "takes images [32, 28, 1], but these are 28x28")]
    public void What_does_not_fit_is_told_with_file_line_and_node(string old, string wrong, string told)
    {
        Directory.CreateDirectory(_folder.In("nets"));
        File.WriteAllText(_folder.In("nets/my-net.yaml"), Net.Replace(old, wrong, StringComparison.Ordinal));
        _folder.Write("mine.yaml", Recipe);
        Assert.Contains(told, _folder.Refuse("train", "mine.yaml", "--out", "run"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("run")));
    }
}
