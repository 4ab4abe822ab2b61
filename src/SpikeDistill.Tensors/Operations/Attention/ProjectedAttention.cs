using SpikeDistill.Tensors.Kernels.Attention;

namespace SpikeDistill.Tensors.Operations;

/// <summary>Attention over steps, channels and places at once from projections on each, of low rank: the end of PFA (Deng et al., 2024).</summary>
public static class ProjectedAttentionOperation
{
    /// <summary>
    /// y[t, n, p, c] = max(x[t, n, p, c] · a, 0) with a = Σ over r of weights[r] · spatial[n, p, r] · temporal[t, n, r] · channel[n, r, c]. The attention
    /// a is never stored. With g = dy where x · a &gt; 0, else 0: dx = g · a, and each factor's gradient is the sum of g · x times the other three.
    /// </summary>
    /// <param name="tape">The pass.</param>
    /// <param name="x">[T, N, P, C], Float32.</param>
    /// <param name="spatial">[N, P, R], Float32.</param>
    /// <param name="temporal">[T, N, R], Float32.</param>
    /// <param name="channel">[N, R, C], Float32.</param>
    /// <param name="weights">[R], Float32.</param>
    /// <returns>Shaped like x, Float32.</returns>
    /// <exception cref="TensorException">The shapes do not fit.</exception>
    public static unsafe Tensor ProjectedAttention(this Tape tape, Tensor x, Tensor spatial, Tensor temporal, Tensor channel, Tensor weights)
    {
        Fit(x, spatial, temporal, channel, weights);
        Shape shape = x.Shape;
        int samples = shape[1], rank = weights.Shape[0];
        Tensor y = tape.Allocate(shape);
        ProjectedAttentionKernel kernel = new()
        {
            Memory = tape.Engine.Memory,
            Steps = shape[0],
            Samples = samples,
            Places = shape[2],
            Channels = shape[3],
            Rank = rank,
            X = x.Floats,
            Spatial = spatial.Floats,
            Temporal = temporal.Floats,
            Channel = channel.Floats,
            Weights = weights.Floats,
        };
        tape.Engine.Workers.ForRange(samples, grain: 1, kernel with { Y = y.Floats });
        Tensor[] inputs = [x, spatial, temporal, channel, weights];
        Saved[] saved = [.. inputs.Select(tape.Save)];
        return tape.Record("ProjectedAttention", y, inputs, saved, (dy, gradients) =>
        {
            Tensor dx = gradients.Reuse(dy), ofSpatial = tape.Allocate(spatial.Shape), ofTemporal = tape.Allocate(temporal.Shape);
            Tensor ofChannel = tape.Allocate(channel.Shape), ofWeights = tape.Allocate(new Shape(samples, rank));
            tape.Engine.Workers.ForRange(samples, grain: 1, kernel with
            {
                X = saved[0].Value.Floats,
                Spatial = saved[1].Value.Floats,
                Temporal = saved[2].Value.Floats,
                Channel = saved[3].Value.Floats,
                Weights = saved[4].Value.Floats,
                OutputGradient = dy.Floats,
                InputGradient = dx.Floats,
                SpatialGradient = ofSpatial.Floats,
                TemporalGradient = ofTemporal.Floats,
                ChannelGradient = ofChannel.Floats,
                WeightGradients = ofWeights.Floats,
            });
            gradients.Give(x, dx);
            gradients.Give(spatial, ofSpatial);
            gradients.Give(temporal, ofTemporal);
            gradients.Give(channel, ofChannel);
            gradients.Give(weights, SumOverSamples(tape, ofWeights));
        });
    }

    private static Tensor SumOverSamples(Tape tape, Tensor terms)
    {
        int rank = terms.Shape[1];
        Tensor sum = tape.Allocate(new Shape(rank));
        for (int r = 0; r < rank; r++)
        {
            double total = 0;
            for (int n = 0; n < terms.Shape[0]; n++) total += terms.Values[(n * rank) + r];
            sum.Values[r] = (float)total;
        }

        terms.Release();
        return sum;
    }

    private static void Fit(Tensor x, Tensor spatial, Tensor temporal, Tensor channel, Tensor weights)
    {
        bool fits = x.Shape.Rank == 4 && weights.Shape.Rank == 1 && x.Shape.Count > 0 && weights.Shape.Count > 0;
        if (fits)
        {
            (int steps, int samples, int places, int channels, int rank) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3], weights.Shape[0]);
            fits = spatial.Shape == new Shape(samples, places, rank)
                && temporal.Shape == new Shape(steps, samples, rank)
                && channel.Shape == new Shape(samples, rank, channels);
        }

        if (!fits)
        {
            throw new TensorException(
                "ProjectedAttention: x [T, N, P, C] needs factors [N, P, R], [T, N, R], [N, R, C] and weights [R], none of them empty, but the shapes are "
                    + $"{x.Shape}, {spatial.Shape}, {temporal.Shape}, {channel.Shape} and {weights.Shape}.");
        }
    }
}
