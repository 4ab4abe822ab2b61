using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Xunit.v3;

[assembly: SpikeDistill.TestProgress]

namespace SpikeDistill;

/// <summary>
/// Says every quarter of a minute how many tests of a project are done, while one runs for long too: minutes are not silent, and the
/// runner, which gives up on a process that says nothing for a minute, does not take a long test for a dead one. Tests that take long are
/// named with their seconds, so that a run says where its time goes.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class TestProgressAttribute : Attribute, IBeforeAfterTestAttribute
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15), Long = TimeSpan.FromSeconds(5);
    private static readonly Lock Guard = new();
    private static readonly Timer Clock = new(_ => Speak(), state: null, Silence, Silence);
    private static readonly ConcurrentDictionary<string, long> Starts = new(StringComparer.Ordinal);
    private static ITestContext? _latest;
    private static int _running;
    private static int _done;

    /// <inheritdoc/>
    public void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        lock (Guard)
        {
            GC.KeepAlive(Clock);
            _latest = TestContext.Current;
            _running++;
        }

        Starts[test.UniqueID] = Stopwatch.GetTimestamp();
    }

    /// <inheritdoc/>
    public void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (Starts.TryRemove(test.UniqueID, out long start) && Stopwatch.GetElapsedTime(start) is var taken && taken > Long)
        {
            TestContext.Current.SendDiagnosticMessage("{0:F0} s: {1}", taken.TotalSeconds, test.TestDisplayName);
        }

        lock (Guard)
        {
            _running--;
            _done++;
        }
    }

    private static void Speak()
    {
        lock (Guard)
        {
            if (_running > 0)
            {
                _latest!.SendDiagnosticMessage("{0} tests are done", _done);
            }
        }
    }
}
