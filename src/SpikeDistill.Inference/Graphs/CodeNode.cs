namespace SpikeDistill.Inference.Graphs;

/// <summary>The image as a code over time: what each of its bytes stands for at each step.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Table">[steps, 256]: the value of a byte; steps behind the last begin anew.</param>
public sealed record CodeNode(string Name, float[] Table) : StudentNode(Name)
{
    /// <summary>Values of a byte.</summary>
    internal const int Bytes = 256;

    /// <inheritdoc/>
    public override IEnumerable<int> Sources => [Student.Image];
}
