namespace SpikeDistill.Reports.Tests.Pages;

public sealed class SizeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_report_of_ten_runs_of_300_epochs_has_less_than_five_megabytes()
    {
        for (long seed = 0; seed < 10; seed++)
        {
            TestRuns.Write(_folder.In($"runs/{seed}"), TestRuns.Student($"run-{seed / 2}", seed, epochs: 300), TestRuns.Epochs(300, seed));
        }

        Report report = Report.Read([_folder.In("runs")]);
        report.WritePage(_folder.In("report.html"));

        Assert.Equal(10, report.Runs);
        Assert.InRange(new FileInfo(_folder.In("report.html")).Length, 1_000_000, 4_999_999);
    }
}
