namespace SpikeDistill.Reports.Tests.Drawing;

/// <summary>The figures of two runs, drawn into a folder once for a class of tests.</summary>
public sealed class WrittenFigures : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public WrittenFigures()
    {
        TestRuns.Write(_folder.In("runs/one"), TestRuns.Student("one", 0, epochs: 9), TestRuns.Epochs(9, 0));
        TestAnalyses.Write(_folder.In("runs/one"));
        TestRuns.Write(_folder.In("runs/two"), TestRuns.Student("two", 0, epochs: 9), TestRuns.Epochs(9, 1));
        Report = Report.Read([_folder.In("runs")]);
        Report.WriteFigures(Folder);
    }

    /// <summary>What is drawn.</summary>
    public Report Report { get; }

    /// <summary>The folder of the files.</summary>
    public string Folder => _folder.In("figures");

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
