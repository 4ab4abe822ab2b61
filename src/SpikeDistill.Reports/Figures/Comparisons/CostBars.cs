using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>Operations, energy, time of a step and firing rate of each method (TSER's Table 4).</summary>
internal sealed class CostBars : IFigureKind
{
    private static readonly (string Id, string Title, string What, Axis Y, Func<ReportRun, double?> Of)[] Measures =
    [
        ("energy", "Energy of one image", "Energy of one image over all steps, at 4.6 pJ a multiply-accumulate and 0.9 pJ an accumulate (45 nm).",
            new Axis("energy, mJ"), run => run.Operations()?.EnergyMillijoules),
        ("accumulates", "Accumulates of one image", "Accumulates that spikes cause, of one image over all steps.",
            new Axis("accumulates"), run => run.Operations()?.Acs),
        ("multiply-accumulates", "Multiply-accumulates of one image", "Multiply-accumulates, of one image over all steps.",
            new Axis("multiply-accumulates"), run => run.Operations()?.Macs),
        ("time-per-batch", "Time of a training step", "Seconds of a training step, the mean over all epochs, on the machine that the table of runs names.",
            new Axis("seconds/batch"), run => run.SecondsPerStep()),
        ("firing-rate", "Firing rate", "Spikes per neuron and step over all neurons, at the last evaluation.",
            new Axis("firing rate, %", Percent: true), run => run.IsSpiking() ? run.Evaluation!.FiringRate : null),
    ];

    public void Add(ReportData data, FigureList figures)
    {
        foreach ((string id, string title, string what, Axis axis, Func<ReportRun, double?> of) in Measures)
        {
            if (GroupBars.Of(data.Groups, id, Sections.Costs, title, what, axis, of) is { } figure)
            {
                figures.Add(figure);
            }
            else
            {
                figures.LeaveOut(title, "No run's folder says it: the recipe was not kept, or the images are one's own.");
            }
        }
    }
}
