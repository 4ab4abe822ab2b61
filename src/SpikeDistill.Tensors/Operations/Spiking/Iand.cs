using SpikeDistill.Tensors.Kernels.Spiking;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The join IAND of two branches (Fang et al., NeurIPS 2021, "SEW", Table 1): the first inhibits the second.</summary>
public static class IandOperation
{
    /// <summary>
    /// y = (1 − a) · b, element by element; in the SEW block a is the residual branch and b the identity. Same shape; Spikes
    /// if both are (word by word), else Float32. da = −dy · b, db = dy · (1 − a).
    /// </summary>
    /// <exception cref="TensorException">The shapes differ.</exception>
    public static Tensor Iand(this Tape tape, Tensor a, Tensor b) => Join.Run<OnlySecondFires, Inhibited, NegativeProduct>(tape, "Iand", a, b);

    private readonly struct Inhibited : IBinaryOperator
    {
        public TLanes Apply<TLanes>(TLanes x, TLanes inhibitor)
            where TLanes : struct, ILanes<TLanes>
            => x * (TLanes.Create(1) - inhibitor);
    }

    private readonly struct NegativeProduct : IBinaryOperator
    {
        public TLanes Apply<TLanes>(TLanes x, TLanes y)
            where TLanes : struct, ILanes<TLanes>
            => TLanes.Create(0) - (x * y);
    }
}
