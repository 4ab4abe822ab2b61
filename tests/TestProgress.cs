using System.Reflection;
using Xunit.v3;

[assembly: SpikeDistill.TestProgress]

namespace SpikeDistill;

/// <summary>
/// Says every quarter of a minute how many tests of a project are done, while one runs for long too: minutes are not silent, and the
/// runner, which gives up on a process that says nothing for a minute, does not take a long test for a dead one.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class TestProgressAttribute : Attribute, IBeforeAfterTestAttribute
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);
    private static readonly Lock Guard = new();
    private static readonly Timer Clock = new(_ => Speak(), state: null, Silence, Silence);
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
    }

    /// <inheritdoc/>
    public void After(MethodInfo methodUnderTest, IXunitTest test)
    {
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
