using System.Diagnostics;

namespace SpikeDistill.Benchmarks.Kernels;

internal static class Stopwatches
{
    /// <summary>
    /// Seconds an action takes: processor time for one thread, so that other load on the machine does not count; else
    /// time on the clock.
    /// </summary>
    public static double Time(Action action, int threads)
    {
        if (threads > 1)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        TimeSpan before = Environment.CpuUsage.TotalTime;
        action();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }
}
