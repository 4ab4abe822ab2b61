using System.Text.Json;

namespace SpikeDistill.Cli.Tests.Runs;

/// <summary>A recipe whose neurons learn, by the commands.</summary>
public sealed class LearnedNeuronTests : IDisposable
{
    private const string Recipe = """
        name: plif
        data: {set: synthetic, train_images: 64, test_images: 40}
        network: {architecture: resnet, blocks: [1], width: 4, stem_stride: 4, timesteps: 2}
        neuron: {type: plif, time_constant: 3, per_channel: true}
        training: {epochs: 1, batch_size: 16, groups: [{role: neuron, learning_rate_factor: 0.5}]}
        """;

    private readonly TemporaryFolder _folder = new();

    public LearnedNeuronTests() => _folder.Write("plif.yaml", Recipe);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_trains_and_its_weights_hold_the_time_constants()
    {
        Assert.Contains("plif", Run("train plif.yaml --out run"), StringComparison.Ordinal);
        Run("evaluate run");
        File.Copy(Path.Combine(_folder.Path, "run/weights.safetensors"), Path.Combine(_folder.Path, "weights.safetensors"));
        Assert.Contains("time constant 3, per channel true", Run("inspect weights.safetensors"), StringComparison.Ordinal);
        string tensors = Run("inspect weights.safetensors --json");
        Assert.Contains("\"sn1.w\"", tensors, StringComparison.Ordinal);
        Assert.Contains("\"layer1.0.sn2.w\"", tensors, StringComparison.Ordinal);
    }

    [Fact]
    public void Profile_counts_what_they_learn_from_a_run_and_from_weights()
    {
        Run("train plif.yaml --out run");
        foreach (string profile
            in (string[])[Run("profile --checkpoint run --json"), Run("profile --checkpoint run/weights.safetensors --firing-rate 0.1 --json")])
        {
            JsonElement[] layers = [.. JsonElement.Parse(profile).GetProperty("layers").EnumerateArray()];
            Assert.Equal(
                [4L, 4L, 4L],
                layers.Where(layer => layer.GetProperty("kind").GetString() == "neurons").Select(layer => layer.GetProperty("parameters").GetInt64()));
            Assert.Equal(
                layers.Sum(layer => layer.GetProperty("parameters").GetInt64()),
                JsonElement.Parse(profile).GetProperty("total").GetProperty("parameters").GetInt64());
        }
    }

    [Theory]
    [InlineData("neuron={type: lif, per_channel: true}", "'per_channel' belongs to plif")]
    [InlineData("neuron.time_constant=1", "above 1")]
    public void What_such_neurons_cannot_be_is_told_with_its_place(string change, string told)
    {
        TestTerminal terminal = new(_folder.Path);
        Assert.Equal(2, CommandLine.Run(["train", "plif.yaml", "--set", change], terminal.Terminal));
        Assert.Contains(told, terminal.Errors, StringComparison.Ordinal);
        Assert.Contains("neuron", terminal.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_by_the_role_of_neurons_that_learn_nothing_is_refused()
    {
        TestTerminal terminal = new(_folder.Path);
        Assert.Equal(2, CommandLine.Run(["train", "plif.yaml", "--set", "neuron={type: lif}"], terminal.Terminal));
        Assert.Contains("role Neuron fits no parameter", terminal.Errors, StringComparison.Ordinal);
    }

    private string Run(string line)
    {
        TestTerminal terminal = new(_folder.Path);
        int code = CommandLine.Run(line.Split(' '), terminal.Terminal);
        Assert.True(code == 0, terminal.Errors);
        return terminal.Output + terminal.Errors;
    }
}
