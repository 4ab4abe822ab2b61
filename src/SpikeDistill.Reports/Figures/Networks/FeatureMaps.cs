using SpikeDistill.Analyses;
using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>The last map's largest channels for a few images (BKDSNN's Fig. 2).</summary>
internal sealed class FeatureMaps : IFigureKind
{
    private const string Title = "Feature maps";

    public void Add(ReportData data, FigureList figures)
    {
        foreach (AnalyzedNetwork network in AnalyzedNetworks.Of(data, figures, Title))
        {
            (int Image, ChannelMap Map)[] maps = [.. network.Analysis.Insights.SelectMany((insight, image) => insight.Maps.Select(map => (image + 1, map)))];
            if (maps.Length == 0)
            {
                figures.LeaveOut($"{Title}: {network.Name}", "Its network gives no map.");
                continue;
            }

            IEnumerable<FigurePicture> pictures = network.Analysis.Insights.SelectMany((insight, image) => insight.Maps
                .Select(map => new FigurePicture($"channel {map.Channel}, up to {map.Largest:G3}", map.Map))
                .Prepend(new FigurePicture($"image {image + 1}: {AnalyzedNetworks.ClassOf(network.Analysis, insight.Label)}", insight.Image)));
            figures.Add(
                new Figure(
                    FigureId.Of("feature-maps", network.Name),
                    Sections.Features,
                    $"{network.Name}: feature maps",
                    "The channels of the last map whose largest value is the largest, averaged over the steps, beside the image; white is the "
                        + $"channel's largest value, black 0 and below. Some of the {network.Analysis.Split} images, chosen at random, each class in "
                        + "proportion.",
                    new FigureTable(
                    [
                        Column.Of("image", maps.Select(one => (double?)one.Image)),
                        Column.Of("channel", maps.Select(one => (double?)one.Map.Channel)),
                        Column.Of("largest value", maps.Select(one => (double?)one.Map.Largest)),
                    ]),
                    PictureChart.Of)
                { Pictures = [.. pictures], PicturesInRow = Math.Clamp(1 + network.Analysis.Insights.Max(insight => insight.Maps.Count), 2, 8) });
        }
    }
}
