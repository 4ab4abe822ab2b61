using SpikeDistill.Tensors.Kernels.Spiking;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The join AND of two branches (Fang et al., NeurIPS 2021, "SEW", Table 1): an output fires where both fire.</summary>
public static class AndOperation
{
    /// <summary>y = a · b, element by element. Same shape; Spikes if both are (word by word), else Float32. da = dy · b, db = dy · a.</summary>
    /// <exception cref="TensorException">The shapes differ.</exception>
    public static Tensor And(this Tape tape, Tensor a, Tensor b) => Join.Run<BothFire, Product, Product>(tape, "And", a, b);
}
