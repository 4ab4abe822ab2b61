namespace SpikeDistill.Interop.SafeTensors;

/// <summary>A safetensors file that cannot be read: the message says where, what was expected and what to do.</summary>
public sealed class SafeTensorsException : TensorFileException
{
    internal SafeTensorsException(string file, string problem, string remedy, Exception? inner = null)
        : base(file, problem, remedy, inner)
    {
    }
}
