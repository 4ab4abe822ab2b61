using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Analyses;

/// <summary>Values of a network as floats, whatever they are stored as.</summary>
internal static class FloatMaps
{
    public static Tensor Of(Tape tape, Tensor value) => value.Kind == StorageKind.Float32 ? value : tape.Widen(value);
}
