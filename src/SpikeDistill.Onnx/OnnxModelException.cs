namespace SpikeDistill.Onnx;

/// <summary>An ONNX model that cannot be a teacher; the message tells the file, what is wrong, and what was expected.</summary>
public sealed class OnnxModelException : RunException
{
    /// <param name="path">The file.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="cause">What showed it, if something did.</param>
    public OnnxModelException(string path, string problem, Exception? cause = null)
        : base($"{path}: {problem}", cause) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}
