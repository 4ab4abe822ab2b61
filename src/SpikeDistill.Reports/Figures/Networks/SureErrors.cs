using SpikeDistill.Analyses;
using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>The images that networks get wrong most surely.</summary>
internal sealed class SureErrors : IFigureKind
{
    private const string Title = "Surest errors";

    public void Add(ReportData data, FigureList figures)
    {
        foreach (AnalyzedNetwork network in AnalyzedNetworks.Of(data, figures, Title))
        {
            IReadOnlyList<SureError> errors = network.Analysis.SureErrors;
            if (errors.Count == 0)
            {
                figures.LeaveOut($"{Title}: {network.Name}", "It gets all images right.");
                continue;
            }

            string Label(SureError error) => AnalyzedNetworks.ClassOf(network.Analysis, error.Label);
            string Given(SureError error) => AnalyzedNetworks.ClassOf(network.Analysis, error.Given);
            figures.Add(
                new Figure(
                    FigureId.Of("errors", network.Name),
                    Sections.Answers,
                    $"{network.Name}: surest errors",
                    $"{network.Of}: those that are given a wrong class with the highest probability, by the softmax of the logits averaged over the "
                        + "steps.",
                    new FigureTable(
                    [
                        Column.Of("class", errors.Select(Label)),
                        Column.Of("given", errors.Select(Given)),
                        Column.Of("confidence", errors.Select(error => (double?)error.Confidence)),
                    ]),
                    PictureChart.Of)
                {
                    Pictures = [.. errors.Select(error => new FigurePicture($"{Label(error)}, given {Given(error)}, {error.Confidence:P0}", error.Image))],
                });
        }
    }
}
