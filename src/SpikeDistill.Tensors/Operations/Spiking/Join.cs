using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Kernels.Spiking;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The joins of two branches, b let through by a gate that a sets: y = gate(b, a), which is linear in b.</summary>
internal static class Join
{
    /// <summary>Same shape; Spikes if both are (word by word), else Float32. da = slope(dy, b), db = gate(dy, a).</summary>
    /// <typeparam name="TWords">The join of words of spikes, from a and b.</typeparam>
    /// <typeparam name="TGate">The join of what is let through and of a.</typeparam>
    /// <typeparam name="TSlope">The gradient of a, from dy and b.</typeparam>
    /// <exception cref="TensorException">The shapes differ.</exception>
    public static Tensor Run<TWords, TGate, TSlope>(Tape tape, string operation, Tensor a, Tensor b)
        where TWords : struct, IWordOperator
        where TGate : struct, IBinaryOperator
        where TSlope : struct, IBinaryOperator
    {
        Check.SameShape(operation, a, b);
        bool packed = a.Kind == StorageKind.Spikes && b.Kind == StorageKind.Spikes;
        Tensor y = tape.Allocate(a.Shape, packed ? StorageKind.Spikes : StorageKind.Float32);
        if (packed) SpikeWords.Map<TWords>(tape.Engine.Workers, a, b, y);
        else MixedMap.Run(tape.Engine.Workers, default(TGate), b, a, y);

        Saved? left = Gradients.Wants(b) ? tape.Save(a) : null, right = Gradients.Wants(a) ? tape.Save(b) : null;
        Saved[] saved = [.. new[] { left, right }.OfType<Saved>()];
        return tape.Record(operation, y, [a, b], saved, (dy, gradients) =>
        {
            // Only the last of them may overwrite dy.
            if (right is not null)
            {
                Tensor da = left is null ? gradients.Reuse(dy) : tape.Allocate(dy.Shape);
                MixedMap.Run(tape.Engine.Workers, default(TSlope), dy, right.Value, da);
                gradients.Give(a, da);
            }

            if (left is not null)
            {
                Tensor db = gradients.Reuse(dy);
                MixedMap.Run(tape.Engine.Workers, default(TGate), dy, left.Value, db);
                gradients.Give(b, db);
            }
        });
    }
}
