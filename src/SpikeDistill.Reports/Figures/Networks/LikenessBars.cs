using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>How far students are like their teachers inside, and their classes lie together: what t-SNE, histograms and heat maps show, in numbers.</summary>
internal sealed class LikenessBars : IFigureKind
{
    private const string Neighbors = "class-neighbors";

    private static readonly (string Id, string Title, string What, Axis Y, Func<ReportRun, double?> Of)[] Measures =
    [
        ("feature-likeness", "Last features beside the teacher's",
            "Linear centered kernel alignment (Kornblith et al., 2019, unbiased) of the last features of student and teacher, averaged over steps and pixels, "
                + "on the same images: 1 where one is the other turned and scaled, about 0 where they have nothing in common.",
            new Axis("alignment"), run => run.Analysis?.Likeness?.Features),
        ("heat-likeness", "Heat maps beside the teacher's",
            "Mean correlation of the heat maps (Grad-CAM on the last map) of student and teacher for the images' own class, over the pixels of the finer map.",
            new Axis("correlation"), run => run.Analysis?.Likeness?.Heats),
        (Neighbors, "Neighbors of the same class",
            "Share of an image's nearest neighbors (as many as the caption of t-SNE tells, by Euclidean distance) in the last features that have its class.",
            new Axis("neighbors of the class, %", Percent: true),
            run => run.Analysis?.Network.Embedding is { Neighbors: > 0 } embedding ? embedding.NeighborsInFeatures : null),
    ];

    public void Add(ReportData data, FigureList figures)
    {
        foreach ((string id, string title, string what, Axis axis, Func<ReportRun, double?> of) in Measures)
        {
            string beside = id != Neighbors && data.Groups.Any(group => group.Runs.Any(run => run.Analysis?.Likeness?.OfOtherRuns == true))
                ? " Runs without a teacher stand beside that of the other runs of their folder."
                : "";
            if (GroupBars.Of(data.Groups, id, Sections.Features, title, what + beside, axis, of) is { } figure)
            {
                figures.Add(figure);
            }
            else
            {
                figures.LeaveOut(title, "No analysis.json of these runs has it: an analysis of a run whose teacher is at hand writes it.");
            }
        }
    }
}
