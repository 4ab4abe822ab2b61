using System.Text.Json;

namespace SpikeDistill.Cli.Tests.Runs;

/// <summary>What <c>train</c> promises of memory against what its process holds; benchmarks (<c>memory</c>) have the table of large networks.</summary>
public sealed class PromisedMemoryTests : IDisposable
{
    private const double Most = 1.1;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sgd", 1)]
    [InlineData("adamw", 12)]
    public void A_run_holds_what_was_promised_however_long_it_is(string optimizer, int epochs)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        _folder.Write("run.yaml", $$"""
            name: run
            data: {set: synthetic, train_images: 2000, test_images: 1000, augmentation: [flip]}
            network: {architecture: resnet, blocks: [1], width: 8, stem_stride: 4, timesteps: 2}
            training: {epochs: {{epochs}}, batch_size: 16, optimizer: {{optimizer}}, learning_rate: 0.001}
            """);
        using SpikeDistillProcess process = SpikeDistillProcess.StartWith(
            SpikeDistillProcess.AsInstalled, _folder.Path, "train", "run.yaml", "--json", "--threads", "2", "--save-every", "0s");

        long peak = process.PeakMemory();
        (int code, string output, string errors) = process.Finish();

        Assert.True(code == 0, errors);
        long promise = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))
            .Single(line => line.GetProperty("event").GetString() == "memory").GetProperty("estimate").GetProperty("total_bytes").GetInt64();
        double ratio = (double)promise / peak;
        Assert.True(ratio is >= 1 and <= Most, $"promised {promise}, held {peak}: {ratio:F3}");
    }
}
