using System.Diagnostics;
using System.Reflection;
using Xunit.v3;

[assembly: SpikeDistill.TestProgress]

namespace SpikeDistill;

/// <summary>Says every quarter of a minute how many tests of a project are done, so that minutes are not silent.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class TestProgressAttribute : Attribute, IBeforeAfterTestAttribute
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);
    private static readonly Lock Guard = new();
    private static long _spoken = Stopwatch.GetTimestamp();
    private static int _done;

    /// <inheritdoc/>
    public void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
    }

    /// <inheritdoc/>
    public void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        lock (Guard)
        {
            _done++;
            if (Stopwatch.GetElapsedTime(_spoken) >= Silence)
            {
                _spoken = Stopwatch.GetTimestamp();
                TestContext.Current.SendDiagnosticMessage("{0} tests are done", _done);
            }
        }
    }
}
