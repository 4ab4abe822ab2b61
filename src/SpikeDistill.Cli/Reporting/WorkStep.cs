namespace SpikeDistill.Cli.Reporting;

/// <summary>What work is counted in.</summary>
internal enum WorkUnit
{
    Bytes,
    Images,
}

/// <summary>How far some work is.</summary>
/// <param name="Doing">What is done, such as <c>downloading x.tar.gz</c>.</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units of all, where it is known.</param>
/// <param name="Unit">The unit.</param>
internal readonly record struct WorkStep(string Doing, long Done, long? Total, WorkUnit Unit);
