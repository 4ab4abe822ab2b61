using SpikeDistill.Tensors.Kernels.Channels;
using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Kernels.Fusion;

namespace SpikeDistill.Tensors.Operations;

/// <summary>
/// A normalization at work on one value: its vectors [C], and the chain rule that <see cref="BatchNormOperation"/> and fused
/// operations share.
/// </summary>
internal sealed class Normalizer
{
    private readonly Tape _tape;
    private readonly Tensor? _value;
    private readonly ChannelNormalization _parameters;
    private readonly Vectors _vectors;
    private Saved[] _saved = [];

    private Normalizer(Tape tape, Tensor? x, ChannelNormalization parameters, BatchStatistics? statistics, Tensor mean, Tensor variance)
    {
        _tape = tape;
        _value = x;
        _parameters = parameters;
        Statistics = statistics;
        Tensor inverse = tape.Allocate(mean.Shape), scale = tape.Allocate(mean.Shape);
        for (int c = 0; c < mean.Values.Length; c++)
        {
            inverse.Values[c] = parameters.Inverse(variance.Values[c]);
            scale.Values[c] = parameters.Scale(c, inverse.Values[c]);
        }

        _vectors = new Vectors(mean, inverse, scale, parameters.Beta);
    }

    /// <summary>The batch's statistics, where they are what is normalized with.</summary>
    public BatchStatistics? Statistics { get; }

    /// <summary>What gradients flow to.</summary>
    public Tensor[] Inputs => [X, _parameters.Gamma, _parameters.Beta];

    /// <summary>By given statistics, of a value that does not lie in memory as a whole.</summary>
    public static Normalizer Of(Tape tape, string operation, Shape x, ChannelNormalization parameters, (Tensor Mean, Tensor Variance) given)
    {
        Require(operation, x, parameters, given);
        return new Normalizer(tape, null, parameters, null, given.Mean, given.Variance);
    }

    /// <summary>Works out the statistics where none are given.</summary>
    public static Normalizer Of(Tape tape, string operation, Tensor x, ChannelNormalization parameters)
    {
        (Tensor Mean, Tensor Variance)? known = parameters.Given ?? (parameters.Batch is { } batch ? (batch.Mean, batch.Variance) : null);
        Require(operation, x.Shape, parameters, known);
        if (parameters.Given is { } given)
        {
            return new Normalizer(tape, x, parameters, null, given.Mean, given.Variance);
        }

        BatchStatistics statistics = parameters.Batch ?? StatisticsOf(tape, operation, x);
        return new Normalizer(tape, x, parameters, statistics, statistics.Mean, statistics.Variance);
    }

    /// <summary>The normalized value, not yet stored.</summary>
    public NormalizedRows Forward() => Rows(_value, _vectors);

    /// <summary>y = the normalized value.</summary>
    public void Store(Tensor y) => ChannelAffine.Run(_tape.Engine.Workers, X, y, _vectors.Mean, _vectors.Scale, _vectors.Shift);

    /// <summary>Keeps what the backward pass reads; the forward pass is over.</summary>
    public Saved[] Save()
    {
        _saved = [.. new[] { X, _vectors.Mean, _vectors.Inverse, _vectors.Scale, _vectors.Shift }.Select(_tape.Save)];
        Drop();
        return _saved;
    }

    /// <summary>Gives back what is not kept.</summary>
    public void Drop()
    {
        _vectors.Inverse.Release();
        _vectors.Scale.Release();
    }

    /// <summary>What was normalized, in the backward pass.</summary>
    public Tensor Value => _saved[0].Value;

    /// <summary>The normalized value once more, in the backward pass.</summary>
    public NormalizedRows Again() => Rows(Value, Kept);

    /// <summary>Σ dy and Σ dy · (x − mean) for each channel, in a pass of its own.</summary>
    public (double[] Total, double[] Product) Sums(Tensor dy)
    {
        using ChannelGradientSums sums = BeginSums(dy);
        return sums.Totals();
    }

    /// <summary>The same sums, to be taken up as dy is written.</summary>
    public ChannelGradientSums BeginSums(Tensor dy) => new(_tape.Engine, dy, Value, Kept.Mean);

    /// <summary>
    /// Gives the gradients, from dy and its sums. With n rows and x̂ = (x − mean) · inverse:
    /// dbeta = Σ dy, dgamma = factor · Σ dy · x̂, and dx = scale · (dy − Σ dy / n − x̂ · Σ dy · x̂ / n) with scale = factor · gamma · inverse;
    /// the last two terms come from the statistics and are absent when those are given. Where the batch lies on several engines, they are of all
    /// its rows; dbeta and dgamma are those of this engine's, as any parameter's gradient.
    /// </summary>
    /// <param name="gradients">Where they go.</param>
    /// <param name="dy">The gradient of the normalized value.</param>
    /// <param name="total">Σ dy.</param>
    /// <param name="product">Σ dy · (x − mean).</param>
    /// <param name="target">Where dx is written: dy, if it is read for the last time, or what else nobody reads again; null for memory of its own.</param>
    /// <param name="order">Rows whose dy may still be in the caches first.</param>
    public unsafe void Give(Gradients gradients, Tensor dy, ReadOnlySpan<double> total, ReadOnlySpan<double> product, Tensor? target, RowOrder order = default)
    {
        using Slopes slopes = GiveParameters(gradients, total, product);
        if (!Gradients.Wants(X)) return;
        int channels = X.Shape[^1];
        Tensor dx = target is null ? _tape.Allocate(dy.Shape) : gradients.Reuse(target);
        ChannelAffineGradient kernel = new(Value.Floats, dy.Floats, dx.Floats, slopes.Kernel, channels);
        Kernels.Elementwise.Rows.For(_tape.Engine.Workers, X.Shape.Count / channels, channels, kernel, order: order);
        gradients.Give(X, dx);
    }

    /// <summary>The same but for dx: gives what gamma and beta get, and what dx is made of.</summary>
    public Slopes GiveParameters(Gradients gradients, ReadOnlySpan<double> total, ReadOnlySpan<double> product)
    {
        Vectors kept = Kept;
        int channels = X.Shape[^1];
        long rows = X.Shape.Count / channels, allRows = Statistics is { Rows: > 0 and var known } ? known : rows;
        ReadOnlySpan<double> ofBatch = total, products = product;
        if (Statistics is not null && _tape.Replicas is { } replicas)
        {
            (double[] first, double[] second) = BatchSums.Add(replicas, total, product);
            ofBatch = first;
            products = second;
        }

        Tensor dgamma = _tape.Allocate(kept.Mean.Shape), dbeta = _tape.Allocate(kept.Mean.Shape);
        Tensor slope = _tape.Zeros(kept.Mean.Shape), offset = _tape.Zeros(kept.Mean.Shape);
        for (int c = 0; c < channels; c++)
        {
            float inverse = kept.Inverse.Values[c];
            dbeta.Values[c] = (float)total[c];
            dgamma.Values[c] = (float)(product[c] * inverse * _parameters.Factor);
            if (Statistics is not null)
            {
                double factor = -(double)kept.Scale.Values[c] / allRows;
                offset.Values[c] = (float)(factor * ofBatch[c]);
                slope.Values[c] = (float)(factor * products[c] * inverse * inverse);
            }
        }

        gradients.Give(_parameters.Gamma, dgamma);
        gradients.Give(_parameters.Beta, dbeta);
        return new Slopes(kept.Mean, kept.Scale, slope, offset);
    }

    private Tensor X => _value!;

    private Vectors Kept => new(_saved[1].Value, _saved[2].Value, _saved[3].Value, _saved[4].Value);

    private static void Require(string operation, Shape x, ChannelNormalization parameters, (Tensor Mean, Tensor Variance)? known)
    {
        Check.PerChannel(operation, x, "gamma", parameters.Gamma);
        Check.PerChannel(operation, x, "beta", parameters.Beta);
        if (known is { } statistics)
        {
            Check.PerChannel(operation, x, "the mean", statistics.Mean);
            Check.PerChannel(operation, x, "the variance", statistics.Variance);
        }
    }

    private static unsafe NormalizedRows Rows(Tensor? x, Vectors vectors)
        => new(x is null ? null : x.Floats, vectors.Mean.Floats, vectors.Scale.Floats, vectors.Shift.Floats);

    private static BatchStatistics StatisticsOf(Tape tape, string operation, Tensor x)
    {
        using ChannelStatistics channels = new(tape.Engine, x);
        return BatchStatistics.Of(tape, operation, x, channels);
    }

    private readonly record struct Vectors(Tensor Mean, Tensor Inverse, Tensor Scale, Tensor Shift);

    /// <summary>What a gradient is made of that passes the normalization, [C] each.</summary>
    internal readonly struct Slopes(Tensor mean, Tensor scale, Tensor slope, Tensor offset) : IDisposable
    {
        public unsafe NormalizationSlopes Kernel => new(mean.Floats, scale.Floats, slope.Floats, offset.Floats);

        public void Dispose()
        {
            slope.Release();
            offset.Release();
        }
    }
}
