using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SpikeDistill.Tensors.Tests.Kernels;

/// <summary>
/// Runs every test marked <c>[Trait("Category", "Kernel")]</c> again in a child process in which the runtime may not use
/// some instructions.
/// </summary>
public sealed class LowerSimdLevelTests
{
    private const string ExpectedLevel = "SPIKEDISTILL_EXPECTED_SIMD";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Whether this process is one of those that the tests here start.</summary>
    public static bool IsChild => Environment.GetEnvironmentVariable(ExpectedLevel) is not null;

    [Theory]
    [Trait("Category", "Rare")]
    [InlineData("DOTNET_EnableAVX512", SimdLevel.V256)]
    [InlineData("DOTNET_EnableAVX2", SimdLevel.V128)]
    [InlineData("DOTNET_EnableHWIntrinsic", SimdLevel.Scalar)]
    public async Task Kernel_tests_pass_without(string switchedOff, SimdLevel level)
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64 && level < Simd.Current, "Nothing to switch off.");
        ProcessStartInfo start = new(Host) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in (string[])["exec", typeof(LowerSimdLevelTests).Assembly.Location, "-trait", "Category=Kernel", "-noColor"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[switchedOff] = "0";
        start.Environment[ExpectedLevel] = level.ToString();
        using Process child = Process.Start(start) ?? throw new InvalidOperationException($"{Host} did not start.");
        using CancellationTokenSource timeout = new(Patience);
        Task<string> output = child.StandardOutput.ReadToEndAsync(timeout.Token), errors = child.StandardError.ReadToEndAsync(timeout.Token);
        try
        {
            await child.WaitForExitAsync(timeout.Token);
        }
        finally
        {
            if (!child.HasExited) child.Kill(entireProcessTree: true);
        }

        Assert.True(child.ExitCode == 0, $"{switchedOff}=0 {Host} {string.Join(' ', start.ArgumentList)}\n{await output}\n{await errors}");
        Assert.DoesNotContain("Total: 0,", await output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Kernel")]
    public void A_child_runs_at_the_level_it_is_meant_for()
    {
        string? expected = Environment.GetEnvironmentVariable(ExpectedLevel);
        Assert.SkipWhen(expected is null, "Not a child process.");
        Assert.Equal(expected, Simd.Current.ToString());
    }

    private static string Host => Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
