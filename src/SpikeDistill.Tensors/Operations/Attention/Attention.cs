using SpikeDistill.Tensors.Kernels.Attention;

namespace SpikeDistill.Tensors.Operations;

/// <summary>Attention of tokens to each other as in transformers of floats (Vaswani et al., NeurIPS 2017, Eq. 1), with several heads.</summary>
public static class AttentionOperation
{
    /// <summary>
    /// y = softmax(scale · q kᵀ) v for each head: the channels are the heads' parts side by side, in the input and in the
    /// output. The weights softmax(…) are kept for the backward pass, tokens² floats a head.
    /// </summary>
    /// <param name="tape">The pass.</param>
    /// <param name="q">Queries [..., tokens, channels], Float32.</param>
    /// <param name="k">Keys, of the same shape.</param>
    /// <param name="v">Values, of the same shape.</param>
    /// <param name="heads">Parts of the channels.</param>
    /// <param name="scale">What scores are multiplied by; 0 for 1 / √(channels of a head).</param>
    /// <returns>[..., tokens, channels], Float32.</returns>
    /// <exception cref="TensorException">The shapes differ or the channels cannot be shared out among the heads.</exception>
    public static unsafe Tensor Attention(this Tape tape, Tensor q, Tensor k, Tensor v, int heads, float scale = 0)
    {
        HeadLayout layout = HeadLayout.For("Attention", q, k, v, heads);
        Tensor weights = tape.Allocate(new Shape(layout.Count, layout.Tokens, layout.Tokens)), y = tape.Allocate(q.Shape);
        SoftmaxAttention kernel = new()
        {
            Workers = tape.Engine.Workers,
            Memory = tape.Engine.Memory,
            Layout = layout,
            Scale = scale == 0 ? 1 / MathF.Sqrt(layout.Depth) : scale,
            Q = q.Floats,
            K = k.Floats,
            V = v.Floats,
            Weights = weights.Floats,
        };
        (kernel with { Y = y.Floats }).Run();
        Saved[] saved = [tape.Save(q), tape.Save(k), tape.Save(v), tape.Save(weights)];
        weights.Release();
        return tape.Record("Attention", y, [q, k, v], saved, (dy, gradients) =>
        {
            // dv = Pᵀ dy; dP = dy vᵀ, dS = P · (dP − Σ dP · P) row by row; dq = scale · dS k, dk = scale · dSᵀ q.
            Tensor? dq = Wanted(tape, q), dk = Wanted(tape, k), dv = Wanted(tape, v);
            (kernel with
            {
                Q = saved[0].Value.Floats,
                K = saved[1].Value.Floats,
                V = saved[2].Value.Floats,
                Weights = saved[3].Value.Floats,
                OutputGradient = dy.Floats,
                QGradient = dq is null ? null : dq.Floats,
                KGradient = dk is null ? null : dk.Floats,
                VGradient = dv is null ? null : dv.Floats,
            }).Run();
            if (dq is not null) gradients.Give(q, dq);
            if (dk is not null) gradients.Give(k, dk);
            if (dv is not null) gradients.Give(v, dv);
        });
    }

    private static Tensor? Wanted(Tape tape, Tensor input) => Gradients.Wants(input) ? tape.Allocate(input.Shape) : null;
}
