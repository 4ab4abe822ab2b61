using SpikeDistill.Interop;

namespace SpikeDistill;

/// <summary>Weights in a file cannot be used.</summary>
public sealed class WeightsException : RunException
{
    /// <summary>The <see cref="Part"/> of weights whose network has other classes and is the one that was named in all else.</summary>
    internal const string Classes = "classes";

    internal WeightsException(string path, WeightsReason reason, string problem, Exception? inner = null)
        : base($"{path}: {problem}", inner)
        => (Path, Reason) = (path, reason);

    internal WeightsException(string path, TensorFileException failure)
        : base(failure.Message, failure)
        => (Path, Reason) = (path, WeightsReason.Damaged);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Why its weights cannot be used.</summary>
    public WeightsReason Reason { get; }

    /// <summary>The tensor, or the entry of the metadata, that does not fit, or <c>classes</c>; null where it is not one alone.</summary>
    public string? Part { get; init; }

    /// <summary>What was found; null where it is not one thing.</summary>
    public string? Found { get; init; }

    /// <summary>What was expected in its place; null where it is not one thing.</summary>
    public string? Expected { get; init; }
}
