namespace SpikeDistill.Interop.PyTorch;

/// <summary>A file of PyTorch that cannot be read: the message says where, what was found and what to do.</summary>
public sealed class PyTorchException : TensorFileException
{
    internal PyTorchException(string file, string problem, string remedy, Exception? inner = null)
        : base(file, problem, remedy, inner)
    {
    }
}
