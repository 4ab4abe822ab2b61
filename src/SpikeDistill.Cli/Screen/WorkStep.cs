namespace SpikeDistill.Cli.Screen;

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
/// <param name="SoFar">What came out so far, such as <c>61.2 % right</c>; empty where nothing does before the end.</param>
internal readonly record struct WorkStep(string Doing, long Done, long? Total, WorkUnit Unit, string SoFar = "");
