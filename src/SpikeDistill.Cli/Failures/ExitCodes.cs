namespace SpikeDistill.Cli.Failures;

/// <summary>What the process returns.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>The run failed.</summary>
    public const int Failure = 1;

    /// <summary>A wrong option, recipe, data set or checkpoint: nothing was started.</summary>
    public const int BadInput = 2;

    /// <summary>Ctrl-C: 128 + SIGINT, as shells expect.</summary>
    public const int Interrupted = 130;
}
