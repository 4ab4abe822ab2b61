using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Kernels.Spiking;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The join AND of two branches (Fang et al., NeurIPS 2021, "SEW", Table 1): an output fires where both fire.</summary>
public static class AndOperation
{
    /// <summary>y = a · b, element by element. Same shape; Spikes if both are (word by word), else Float32. da = dy · b, db = dy · a.</summary>
    /// <exception cref="TensorException">The shapes differ.</exception>
    public static Tensor And(this Tape tape, Tensor a, Tensor b)
    {
        Check.SameShape("And", a, b);
        bool packed = a.Kind == StorageKind.Spikes && b.Kind == StorageKind.Spikes;
        Tensor y = tape.Allocate(a.Shape, packed ? StorageKind.Spikes : StorageKind.Float32);
        if (packed) SpikeWords.Map<BothFire>(tape.Engine.Workers, a, b, y);
        else MixedMap.Run(tape.Engine.Workers, default(Product), a, b, y);

        Saved? left = Gradients.Wants(b) ? tape.Save(a) : null, right = Gradients.Wants(a) ? tape.Save(b) : null;
        Saved[] saved = [.. new[] { left, right }.OfType<Saved>()];
        return tape.Record("And", y, [a, b], saved, (dy, gradients) =>
        {
            // Only the last of them may overwrite dy.
            if (right is not null)
            {
                Tensor da = left is null ? gradients.Reuse(dy) : tape.Allocate(dy.Shape);
                MixedMap.Run(tape.Engine.Workers, default(Product), dy, right.Value, da);
                gradients.Give(a, da);
            }

            if (left is not null)
            {
                Tensor db = gradients.Reuse(dy);
                MixedMap.Run(tape.Engine.Workers, default(Product), dy, left.Value, db);
                gradients.Give(b, db);
            }
        });
    }
}
