using SpikeDistill.Cli.Runs;

namespace SpikeDistill.Cli.Demo;

/// <summary>What the demo ends with.</summary>
/// <param name="DataSet">The data set's name.</param>
/// <param name="Teacher">The teacher's run.</param>
/// <param name="Students">The students' runs.</param>
/// <param name="Folder">The folder of all runs.</param>
/// <param name="Time">How long everything took.</param>
internal sealed record DemoResult(string DataSet, FinishedRun Teacher, IReadOnlyList<FinishedRun> Students, string Folder, TimeSpan Time)
{
    public const string Caution = "one seed, a few epochs: an illustration, not evidence";
}
