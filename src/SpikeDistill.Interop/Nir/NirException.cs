namespace SpikeDistill.Interop.Nir;

/// <summary>A file of NIR that cannot be read: the message says where, what was found and what to do.</summary>
public sealed class NirException : TensorFileException
{
    internal NirException(string file, string problem, string remedy, Exception? inner = null)
        : base(file, problem, remedy, inner)
    {
    }
}
