namespace SpikeDistill.Reports.Figures;

/// <summary>The parts of a report.</summary>
internal static class Sections
{
    public const string Printed = "Beside the paper";

    public const string Results = "Results", Training = "Training", Steps = "Time steps", Comparison = "Comparison", Costs = "Costs";

    public const string Features = "Features", Answers = "Answers", Spikes = "Spikes";
}
