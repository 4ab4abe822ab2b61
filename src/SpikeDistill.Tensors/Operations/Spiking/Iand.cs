using SpikeDistill.Tensors.Kernels.Elementwise;
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
    public static Tensor Iand(this Tape tape, Tensor a, Tensor b)
    {
        Check.SameShape("Iand", a, b);
        bool packed = a.Kind == StorageKind.Spikes && b.Kind == StorageKind.Spikes;
        Tensor y = tape.Allocate(a.Shape, packed ? StorageKind.Spikes : StorageKind.Float32);
        if (packed) SpikeWords.Map<OnlySecondFires>(tape.Engine.Workers, a, b, y);
        else MixedMap.Run(tape.Engine.Workers, default(Inhibited), b, a, y);

        Saved? left = Gradients.Wants(b) ? tape.Save(a) : null, right = Gradients.Wants(a) ? tape.Save(b) : null;
        Saved[] saved = [.. new[] { left, right }.OfType<Saved>()];
        return tape.Record("Iand", y, [a, b], saved, (dy, gradients) =>
        {
            // Only the last of them may overwrite dy.
            if (right is not null)
            {
                Tensor da = left is null ? gradients.Reuse(dy) : tape.Allocate(dy.Shape);
                MixedMap.Run(tape.Engine.Workers, default(NegativeProduct), dy, right.Value, da);
                gradients.Give(a, da);
            }

            if (left is not null)
            {
                Tensor db = gradients.Reuse(dy);
                MixedMap.Run(tape.Engine.Workers, default(Inhibited), dy, left.Value, db);
                gradients.Give(b, db);
            }
        });
    }

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
