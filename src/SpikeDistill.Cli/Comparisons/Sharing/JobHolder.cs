namespace SpikeDistill.Cli.Comparisons;

/// <summary>Which process has a job.</summary>
/// <param name="Machine">Its machine.</param>
/// <param name="ProcessId">Its number there.</param>
/// <param name="Since">Since when, UTC.</param>
internal sealed record JobHolder(string Machine, int ProcessId, DateTime Since)
{
    /// <summary>This process, from now on.</summary>
    public static JobHolder Here() => new(Environment.MachineName, Environment.ProcessId, DateTime.UtcNow);

    public override string ToString() => $"{Machine}, process {ProcessId}";
}

/// <summary>A job that failed.</summary>
/// <param name="Message">Why.</param>
/// <param name="Machine">Where.</param>
/// <param name="At">When, UTC.</param>
internal sealed record JobFailure(string Message, string Machine, DateTime At);
