namespace SpikeDistill.Interop;

/// <summary>A file of named tensors that is open for reading: safetensors or PyTorch's.</summary>
public interface ITensorFile : IDisposable
{
    /// <summary>The tensors, in the order in which the file names them.</summary>
    IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>Free texts that stand beside the tensors, ordered by name; empty where a format has none.</summary>
    IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Some values as single precision, row-major: wider types are rounded, all others are exact.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="first">The first element, row-major.</param>
    /// <param name="values">Receives as many as it is long.</param>
    /// <exception cref="TensorFileException">There is no such tensor, or the file was shortened since it was opened.</exception>
    void ReadSingles(string name, long first, Span<float> values);
}
