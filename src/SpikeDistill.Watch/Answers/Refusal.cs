namespace SpikeDistill.Watch.Answers;

/// <summary>A request that is answered with a status and a sentence.</summary>
/// <param name="status">The status.</param>
/// <param name="message">The sentence.</param>
internal sealed class Refusal(int status, string message) : Exception(message)
{
    public int Status => status;
}
