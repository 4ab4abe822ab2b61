using SpikeDistill.Reports.Charts;

namespace SpikeDistill.Reports.Figures;

/// <summary>How pictures are drawn.</summary>
internal static class PictureChart
{
    public static Chart Of { get; } = new(ChartKind.Pictures, new Axis(""), new Axis(""), []);
}
