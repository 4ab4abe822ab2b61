namespace SpikeDistill.Cli.Tests.Runs;

/// <summary>Neurons of which no equations are public are told as approximations wherever they are shown.</summary>
public sealed class ApproximationTests : IDisposable
{
    private const string Recipe = """
        name: told
        data: {set: synthetic, train_images: 64, test_images: 40}
        network: {architecture: resnet, blocks: [1], width: 4, stem_stride: 4, timesteps: 2, normalization: {type: tdbn, threshold: 0.5}, attention_rank: 2}
        neuron: {type: TYPE}
        training: {epochs: 1, batch_size: 16}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("lsg")]
    [InlineData("im_lif")]
    public void Help_recipes_runs_and_inspect_say_so(string type)
    {
        _folder.Write("recipe.yaml", Recipe.Replace("TYPE", type, StringComparison.Ordinal));
        Assert.Contains("approximation: the paper's", Run("train recipe.yaml --out run"), StringComparison.Ordinal);
        Assert.Contains("approximation: the paper's", Run("inspect run"), StringComparison.Ordinal);
        Assert.Contains("approximation: the paper's", Run("inspect run/weights.safetensors"), StringComparison.Ordinal);
        Assert.Contains("an approximation of", LineOf(Run("recipes"), type), StringComparison.Ordinal);
        Assert.Contains("an approximation of", LineOf(Run("train --help"), type), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_other_neurons_nothing_is_said()
    {
        _folder.Write("recipe.yaml", Recipe.Replace("TYPE", "glif", StringComparison.Ordinal));
        Assert.DoesNotContain("approximation", Run("train recipe.yaml --out run"), StringComparison.Ordinal);
        Assert.DoesNotContain("approximation", Run("inspect run"), StringComparison.Ordinal);
    }

    private static string LineOf(string text, string type)
        => text.Split('\n').Single(line => line.TrimStart().StartsWith(type + ":", StringComparison.Ordinal));

    private string Run(string line)
    {
        TestTerminal terminal = new(_folder.Path);
        int code = CommandLine.Run(line.Split(' '), terminal.Terminal);
        Assert.True(code == 0, terminal.Errors);
        return terminal.Output + terminal.Errors;
    }
}
