using SpikeDistill.Costs;
using SpikeDistill.Data;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Training;

namespace SpikeDistill.Reports.Reading;

/// <summary>What follows from a run's settings and measures without any image; null where they do not say enough.</summary>
public static class RunFacts
{
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
    public static OperationCount? Operations(this ReportRun run)
    {
        if (run.Settings is not { } settings || run.Evaluation is not { } evaluation || Info(run, settings.Data) is not { } info)
        {
            return null;
        }

        Dictionary<string, double> rates = evaluation.FiringRates.DistinctBy(layer => layer.Layer, StringComparer.Ordinal)
            .ToDictionary(layer => layer.Layer, layer => layer.Rate, StringComparer.Ordinal);
        return settings.Network.IsAnn || rates.Count > 0
            ? OperationCount.Of(settings.Network, info.Shape.Height, RateOf)
            : null;

        double RateOf(string layer)
            => layer == Node.Image && evaluation.InputRate is { } seen ? seen : rates.GetValueOrDefault(layer, double.NaN);
    }

    private static int? TrainingImages(ReportRun run, DataSettings data)
        => data.TrainImages > 0 ? data.TrainImages : Info(run, data) is { } info ? info.TrainImages - data.HeldOut : null;

    /// <summary>What is known of a run's images; null for those of a program of one's own, and where their files are not here to be asked.</summary>
    private static DataSetInfo? Info(ReportRun run, DataSettings data)
    {
        try
        {
            return data.Source is OwnImages || (run.FolderAlone && data.Source.NeedsPath) ? null : data.Source.Describe();
        }
        catch (Exception failure) when (failure is DataSetException or ArgumentException)
        {
            return null;
        }
    }
}
