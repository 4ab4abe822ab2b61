using SpikeDistill.Tensors.Kernels.Attention;

namespace SpikeDistill.Tensors.Operations;

/// <summary>
/// Spiking self attention without a softmax (SSA; Zhou et al., ICLR 2023, "Spikformer"). Between spikes a product of
/// matrices is counting what fires together.
/// </summary>
public static class SpikeAttentionOperation
{
    /// <summary>
    /// y = scale · (q kᵀ) v for each head: the channels are the heads' parts side by side, in the inputs and in the output.
    /// Of Spikes every sum is counted exactly, whichever of (q kᵀ) v and q (kᵀ v) is shorter for the shape, as long as it is
    /// below 2²⁴; gradients are floats. dq = scale · dy (kᵀ v)ᵀ, dM = scale · qᵀ dy, dk = v dMᵀ, dv = k dM.
    /// </summary>
    /// <param name="tape">The pass.</param>
    /// <param name="q">Queries [..., tokens, channels], Spikes or Float32.</param>
    /// <param name="k">Keys, of the same shape.</param>
    /// <param name="v">Values, of the same shape.</param>
    /// <param name="heads">Parts of the channels.</param>
    /// <param name="scale">What the result is multiplied by, such as 0.125.</param>
    /// <returns>[..., tokens, channels], Float32: the current of the neurons that follow.</returns>
    /// <exception cref="TensorException">The shapes differ or the channels cannot be shared out among the heads.</exception>
    public static Tensor SpikeAttention(this Tape tape, Tensor q, Tensor k, Tensor v, int heads, float scale)
        => SpikeAttention(tape, q, k, v, heads, scale, AttentionOrder.ByShape);

    internal static unsafe Tensor SpikeAttention(this Tape tape, Tensor q, Tensor k, Tensor v, int heads, float scale, AttentionOrder order)
    {
        HeadLayout layout = HeadLayout.For("SpikeAttention", q, k, v, heads);
        bool valuesFirst = order == AttentionOrder.Values || (order == AttentionOrder.ByShape && layout.Depth <= layout.Tokens);
        Tensor y = tape.Allocate(q.Shape);
        LinearAttention floats = new()
        {
            Workers = tape.Engine.Workers,
            Memory = tape.Engine.Memory,
            Layout = layout,
            Scale = scale,
            ValuesFirst = valuesFirst,
            Q = q,
            K = k,
            V = v,
        };
        if (q.Kind == StorageKind.Spikes && k.Kind == StorageKind.Spikes && v.Kind == StorageKind.Spikes)
        {
            new SpikeProducts
            {
                Workers = tape.Engine.Workers,
                Memory = tape.Engine.Memory,
                Layout = layout,
                Scale = scale,
                ValuesFirst = valuesFirst,
                Q = q.SpikeBytes,
                K = k.SpikeBytes,
                V = v.SpikeBytes,
                Y = y.Floats,
            }.Run();
        }
        else
        {
            (floats with { Y = y }).Run();
        }

        Saved[] saved = [tape.Save(q), tape.Save(k), tape.Save(v)];
        return tape.Record("SpikeAttention", y, [q, k, v], saved, (dy, gradients) =>
        {
            Tensor? dq = Wanted(tape, q), dk = Wanted(tape, k), dv = Wanted(tape, v);
            (floats with
            {
                Q = saved[0].Value,
                K = saved[1].Value,
                V = saved[2].Value,
                OutputGradient = dy,
                QGradient = dq,
                KGradient = dk,
                VGradient = dv,
            }).Run();
            if (dq is not null) gradients.Give(q, dq);
            if (dk is not null) gradients.Give(k, dk);
            if (dv is not null) gradients.Give(v, dv);
        });
    }

    private static Tensor? Wanted(Tape tape, Tensor input) => Gradients.Wants(input) ? tape.Allocate(input.Shape) : null;
}
