using System.Runtime.Intrinsics;

namespace SpikeDistill.Cli.Tests.Runs;

/// <summary>Bits are promised at one SIMD level; a run that goes on at another says so.</summary>
public sealed class SimdLevelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Going_on_at_another_level_warns()
    {
        Assert.SkipUnless(Vector256.IsHardwareAccelerated, "This processor has one SIMD level only.");
        string wider = Vector512.IsHardwareAccelerated ? "DOTNET_EnableAVX512" : "DOTNET_EnableAVX2";
        (int before, int after) = Vector512.IsHardwareAccelerated ? (512, 256) : (256, 128);
        string[] command = ResumableRun.Command(_folder, epochs: 20);
        using (SpikeDistillProcess first = SpikeDistillProcess.Start(_folder.Path, command))
        {
            first.WaitForLine("epoch 2/20");
            first.Kill();
        }

        Dictionary<string, string> narrower = new(StringComparer.Ordinal) { [wider] = "0" };
        using SpikeDistillProcess second = SpikeDistillProcess.StartWith(narrower, _folder.Path, command);
        (int code, string output, string errors) = second.Finish();

        Assert.True(code == 0, errors);
        Assert.Contains("warning: The run was started by version", output, StringComparison.Ordinal);
        Assert.Contains($"with {before}-bit vectors and goes on with version", output, StringComparison.Ordinal);
        Assert.Contains($"with {after}-bit vectors: its results may differ", output, StringComparison.Ordinal);
    }
}
