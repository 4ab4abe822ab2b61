using SpikeDistill.Analyses;
using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Drawing;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>Where the last map speaks for the class that an image is given (Grad-CAM; BKDSNN's Fig. 3a).</summary>
internal sealed class ClassHeats : IFigureKind
{
    private const string Title = "Class heat maps";

    public void Add(ReportData data, FigureList figures)
    {
        foreach (AnalyzedNetwork network in AnalyzedNetworks.Of(data, figures, Title))
        {
            ImageInsight[] shown = [.. network.Analysis.Insights.Where(insight => insight.Heat is not null)];
            if (shown.Length == 0)
            {
                figures.LeaveOut($"{Title}: {network.Name}", "Its network gives no map.");
                continue;
            }

            string Label(ImageInsight insight) => AnalyzedNetworks.ClassOf(network.Analysis, insight.Label);
            string Given(ImageInsight insight) => AnalyzedNetworks.ClassOf(network.Analysis, insight.Given);
            figures.Add(
                new Figure(
                    FigureId.Of("heat", network.Name),
                    Sections.Features,
                    $"{network.Name}: where the class is seen",
                    "Grad-CAM on the last map, averaged over the steps and laid over the image: bright where it speaks most for the class that the image is "
                        + $"given, dark where it does not. The map has {Size(shown[0].Heat!)} pixels, between which is interpolated. Some of the "
                        + $"{network.Analysis.Split} images, chosen at random, each class in proportion.",
                    new FigureTable([Column.Of("class", shown.Select(Label)), Column.Of("given", shown.Select(Given))]),
                    PictureChart.Of)
                {
                    Pictures = [.. shown.SelectMany(insight => new[]
                    {
                        new FigurePicture(Label(insight), insight.Image),
                        new FigurePicture($"for {Given(insight)}", HeatOverlay.Of(insight.Image, insight.Heat!)),
                    })],
                    PicturesInRow = 8,
                });
        }
    }

    private static string Size(Picture map) => $"{map.Height}x{map.Width}";
}
