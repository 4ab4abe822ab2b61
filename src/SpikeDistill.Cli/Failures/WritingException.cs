namespace SpikeDistill.Cli.Failures;

/// <summary>A file could not be written: what was read and computed before is not to blame.</summary>
internal sealed class WritingException(string message, Exception inner) : RunException(message, inner);
