using System.Diagnostics;
using System.Globalization;

namespace SpikeDistill.Benchmarks.Steps;

/// <summary>
/// The most memory a process that does nothing but training steps ever held (on Linux VmHWM: resident pages of the runtime,
/// code, heap and tensors together). Measured in a child process of its own, which loads the trained weights.
/// </summary>
internal static class PeakMemory
{
    private const int Steps = 3;

    public static double InMebibytes(string[] arguments)
    {
        ProcessStartInfo start = ChildProcess.OfThisProgram(
            ["steps", .. arguments.Where(argument => argument is not ("--json" or "--layers")), "--memory-only"]);
        return double.Parse(ChildProcess.Output(start), CultureInfo.InvariantCulture);
    }

    /// <summary>The child's part.</summary>
    public static double OfThisProcess(Subject subject)
    {
        // Only what loading left behind: a step by itself must manage without.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        for (int i = 0; i < Steps; i++) subject.Step();
        using Process self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64 / 1048576.0;
    }
}
