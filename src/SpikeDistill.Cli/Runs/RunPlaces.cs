using SpikeDistill.Training;

namespace SpikeDistill.Cli.Runs;

/// <summary>Where runs go by default.</summary>
internal static class RunPlaces
{
    public static string Default(ExperimentSettings settings, string directory)
        => Path.Combine(directory, "runs", $"{settings.Name}-seed{settings.Seed}");
}
