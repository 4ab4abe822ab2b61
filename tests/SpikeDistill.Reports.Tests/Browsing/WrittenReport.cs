using SpikeDistill.Training;

namespace SpikeDistill.Reports.Tests.Browsing;

/// <summary>A page of runs and of a comparison, written once for a class of tests.</summary>
public sealed class WrittenReport : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public WrittenReport()
    {
        for (long seed = 0; seed < 3; seed++)
        {
            TestRuns.Write(_folder.In($"runs/small-seed{seed}"), TestRuns.Student("small", seed, epochs: 5), TestRuns.Epochs(5, seed));
        }

        TestAnalyses.Write(_folder.In("runs/small-seed0"));

        // Evaluated but once, as the runs of the demo are.
        IEnumerable<EpochMetrics> rare = TestRuns.Epochs(4, 7).Select(epoch => epoch.Epoch < 4 ? epoch with { Evaluation = null } : epoch);
        TestRuns.Write(_folder.In("runs/other"), TestRuns.Student("other", 7, epochs: 5), rare);
        TestComparisons.Write(_folder.In("sweep"));
        TestComparisons.WritePrinted(_folder.In("sweep"));
        Report = Report.Read([_folder.In("runs"), _folder.In("sweep")]);
        Report.WritePage(Page);
    }

    /// <summary>What the page shows.</summary>
    public Report Report { get; }

    /// <summary>The page's file.</summary>
    public string Page => _folder.In("report.html");

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
