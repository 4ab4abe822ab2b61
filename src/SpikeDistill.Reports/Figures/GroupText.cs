using SpikeDistill.Networks.Families;
using SpikeDistill.Reports.Reading;
using SpikeDistill.Training;

namespace SpikeDistill.Reports.Figures;

/// <summary>Which runs a figure shows, with which settings, in words.</summary>
internal static class GroupText
{
    /// <summary>How many groups are told one by one.</summary>
    private const int Told = 3;

    /// <summary>Such as <c>Runs: tser (method tser, …; seeds 0, 1)</c>.</summary>
    public static string Of(IReadOnlyList<RunGroup> groups)
    {
        string names = string.Join("; ", groups.Take(Told).Select(group => $"{group.Name} ({Facts(group)})"));
        return groups.Count <= Told ? $"Runs: {names}." : $"Runs: {names}; and {groups.Count - Told} more, whose settings the table of results has.";
    }

    /// <summary>What a group's runs were: their settings and seeds.</summary>
    public static string Facts(RunGroup group)
    {
        long[] seeds = [.. group.Runs.Select(run => run.Seed).OfType<long>()];
        string seedText = seeds.Length switch
        {
            0 => $"{group.Runs.Count} {(group.Runs.Count == 1 ? "run" : "runs")}",
            1 => $"seed {seeds[0]}",
            _ => $"seeds {string.Join(", ", seeds)}",
        };
        return group.Runs[0].Settings is { } settings ? $"{Facts(settings)}; {seedText}" : $"settings not kept; {seedText}";
    }

    private static string Facts(ExperimentSettings settings)
    {
        NetworkSettings network = settings.Network;
        string steps = network.IsAnn ? network.Activation == ActivationKind.Relu ? "ReLU" : "QCFS" : $"T {network.Timesteps}";
        return $"{settings.Objective.Method}, {settings.Data.Set}, {network.Title}, {steps}, {settings.Training.Epochs} epochs of batches of "
            + $"{settings.Training.BatchSize}";
    }

    /// <summary>How several seeds are drawn; empty where no group has several.</summary>
    public static string Bands(IReadOnlyList<RunGroup> groups)
        => groups.Any(group => group.Runs.Count > 1) ? " Of several seeds the line is the mean, the band from the lowest to the highest." : "";
}
