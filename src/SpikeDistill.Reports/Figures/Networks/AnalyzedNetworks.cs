using SpikeDistill.Analyses;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>A network that was looked into.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Colour">The number of its colour.</param>
/// <param name="Analysis">What was found.</param>
internal sealed record AnalyzedNetwork(string Name, int Colour, NetworkAnalysis Analysis)
{
    /// <summary>Which images, in words.</summary>
    public string Of => $"{Name}, {Analysis.Images} {Analysis.Split} images";
}

/// <summary>The networks of a report that were looked into: of each group the first run, and its teacher.</summary>
internal static class AnalyzedNetworks
{
    private const string Advice = "was not looked for: no analysis.json lies in the runs' folders. An analysis of a run writes it, from weights and images.";

    /// <summary>
    /// The networks, students before their teachers, each teacher once and none that is a run of the report; says what is left out where there are none.
    /// </summary>
    public static IReadOnlyList<AnalyzedNetwork> Of(ReportData data, FigureList figures, string title)
    {
        List<AnalyzedNetwork> networks = [];
        HashSet<string> teachers = new(StringComparer.Ordinal);
        NetworkAnalysis[] own = [.. data.Groups.SelectMany(group => group.Runs).Select(run => run.Analysis?.Network).OfType<NetworkAnalysis>()];
        foreach (RunGroup group in data.Groups)
        {
            if (group.Runs.FirstOrDefault(run => run.Analysis is not null) is not { Analysis: { } analysis } run)
            {
                continue;
            }

            networks.Add(new AnalyzedNetwork(group.NameOf(run), group.Colour, analysis.Network));
            var from = run.Settings?.Teacher;
            if (analysis.Teacher is { } teacher && !own.Any(one => IsSame(one, teacher))
                && teachers.Add($"{from?.Checkpoint ?? from?.Onnx?.Path} {from?.Recipe}"))
            {
                networks.Add(new AnalyzedNetwork($"teacher of {group.NameOf(run)}", data.Groups.Count + teachers.Count - 1, teacher));
            }
        }

        if (networks.Count == 0)
        {
            figures.LeaveOut(title, $"It {Advice}");
        }

        return networks;
    }

    /// <summary>Whether two looks were at one network: a comparison's teacher is a run of the report too.</summary>
    private static bool IsSame(NetworkAnalysis one, NetworkAnalysis other)
        => one.Images == other.Images && (one.Embedding?.Points ?? []).SequenceEqual(other.Embedding?.Points ?? [])
            && one.Confusion.Zip(other.Confusion).All(rows => rows.First.SequenceEqual(rows.Second));

    /// <summary>A class by its name, or its number.</summary>
    public static string ClassOf(NetworkAnalysis analysis, int number)
        => number >= 0 && number < analysis.ClassNames.Count ? analysis.ClassNames[number] : number.ToString();
}
