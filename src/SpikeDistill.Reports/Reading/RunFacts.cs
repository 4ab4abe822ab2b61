using System.Runtime.CompilerServices;
using SpikeDistill.Costs;
using SpikeDistill.Data;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Training;

namespace SpikeDistill.Reports.Reading;

/// <summary>What follows from a run's settings and measures without any image; null where they do not say enough.</summary>
public static class RunFacts
{
    // Looked up once for each record: of a folder of pictures all files are listed for it, and a network's graph is made.
    private static readonly ConditionalWeakTable<ReportRun, FoundFacts> Found = [];

    /// <summary>Whether it is a spiking network's.</summary>
    public static bool IsSpiking(this ReportRun run) => run.Evaluation is { FiringRates.Count: > 0 };

    /// <summary>Training steps of an epoch; null where the number of training images is not known.</summary>
    public static int? StepsPerEpoch(this ReportRun run)
        => run.Settings is { } settings && TrainingImages(run, settings.Data) is { } images
            ? settings.Training.StepsPerEpoch(images)
            : null;

    /// <summary>Images that an epoch trains on; null where that is not known.</summary>
    public static int? ImagesPerEpoch(this ReportRun run)
        => run.StepsPerEpoch() is { } steps && run.Settings is { } settings
            ? settings.Training.DropLast ? steps * settings.Training.BatchSize : TrainingImages(run, settings.Data)
            : null;

    /// <summary>Mean seconds of a training step over all epochs; null where that is not known.</summary>
    public static double? SecondsPerStep(this ReportRun run)
        => run.StepsPerEpoch() is > 0 and { } steps && run.Epochs.Count > 0
            ? run.Epochs.Average(epoch => epoch.TrainSeconds) / steps
            : null;

    /// <summary>Operations on one image at the firing rates of the last evaluation; null where the network or its images are not known.</summary>
    public static OperationCount? Operations(this ReportRun run) => Of(run).Operations;

    /// <summary>The firing rates of the last evaluation by their layers; none for an ANN.</summary>
    internal static IReadOnlyDictionary<string, double> RatesByLayer(this ReportRun run) => Of(run).Rates;

    private static FoundFacts Of(ReportRun run) => Found.GetValue(run, one => new FoundFacts(one));

    private static int? TrainingImages(ReportRun run, DataSettings data)
        => data.TrainImages > 0 ? data.TrainImages : Of(run).Images is { } info ? info.TrainImages - data.HeldOut : null;

    /// <summary>What is found out of a run when it is first asked for.</summary>
    private sealed class FoundFacts(ReportRun run)
    {
        private readonly Lazy<DataSetInfo?> _images = new(() => ImagesOf(run));
        private readonly Lazy<IReadOnlyDictionary<string, double>> _rates = new(() => RatesOf(run));
        private readonly Lazy<OperationCount?> _operations = new(() => OperationsOf(run));

        public DataSetInfo? Images => _images.Value;

        public IReadOnlyDictionary<string, double> Rates => _rates.Value;

        public OperationCount? Operations => _operations.Value;

        /// <summary>What is known of its images; null for those of a program of one's own, and where their files are not here to be asked.</summary>
        private static DataSetInfo? ImagesOf(ReportRun run)
        {
            if (run.Settings is not { Data.Source: { } source } || source is OwnImages)
            {
                return null;
            }

            try
            {
                return run.FolderAlone ? source.Known() : source.Describe();
            }
            catch (Exception failure) when (failure is DataSetException or ArgumentException)
            {
                return null;
            }
        }

        private static Dictionary<string, double> RatesOf(ReportRun run)
            => (run.Evaluation?.FiringRates ?? []).DistinctBy(layer => layer.Layer, StringComparer.Ordinal)
                .ToDictionary(layer => layer.Layer, layer => layer.Rate, StringComparer.Ordinal);

        private static OperationCount? OperationsOf(ReportRun run)
        {
            if (run is not { Settings.Network: { } network, Evaluation: { } evaluation } || Of(run) is not { Images: { } images, Rates: var rates }
                || (!network.IsAnn && rates.Count == 0))
            {
                return null;
            }

            try
            {
                return OperationCount.Of(network, images.Shape.Height, RateOf);
            }
            catch (Exception failure) when (failure is ArgumentException or OverflowException)
            {
                // Images of another size than the network's, or more operations than can be counted.
                return null;
            }

            double RateOf(string layer)
                => layer == Node.Image && evaluation.InputRate is { } seen ? seen : rates.GetValueOrDefault(layer, double.NaN);
        }
    }
}
