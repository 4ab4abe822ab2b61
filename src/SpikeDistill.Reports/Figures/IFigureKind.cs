using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>A kind of figure: makes what it can of the runs, and says what it cannot.</summary>
internal interface IFigureKind
{
    /// <summary>Adds its figures.</summary>
    /// <param name="data">The runs.</param>
    /// <param name="figures">What the report shows.</param>
    void Add(ReportData data, FigureList figures);
}
