using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>The kinds of figures, in the order of the report. A new one is its own file, its test, and one line here.</summary>
internal static class FigureKinds
{
    private static readonly IFigureKind[] All =
    [
        new PrintedBesideMeasured(),
        new ResultsTable(),
        new AccuracyCurves(),
        new LossCurves(),
        new TermCurves(),
        new GradientNorms(),
        new LearningRateCurves(),
        new SpeedCurves(),
        new AccuracyOverTime(),
        new StepAccuracies(),
        new SettingSweeps(),
        new ComparisonMeans(),
        new DifferenceIntervals(),
        new CostBars(),
        new LayerRates(),
        new EnergyAgainstAccuracy(),
        new LikenessBars(),
        new FeatureEmbeddings(),
        new FeatureHistograms(),
        new FeatureMaps(),
        new ClassHeats(),
        new ConfusionMatrices(),
        new ReliabilityDiagram(),
        new SureErrors(),
        new SpikeRasters(),
        new MembraneTraces(),
        new NeuronGradients(),
    ];

    /// <summary>All figures of the runs; of none there is nothing to say.</summary>
    public static FigureList Of(ReportData data)
    {
        FigureList figures = new();
        foreach (IFigureKind kind in data.Runs.Count == 0 ? [] : All)
        {
            kind.Add(data, figures);
        }

        return figures;
    }
}
