using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks;

/// <summary>Batch normalization with its running statistics; PyTorch's defaults, momentum 0.1 and ε 1e-5.</summary>
internal sealed class Normalization
{
    private const float Momentum = 0.1f;
    private const float Epsilon = 1e-5f;

    private readonly Tensor _scale;
    private readonly Tensor _shift;
    private readonly Tensor _runningMean;
    private readonly Tensor _runningVariance;

    public Normalization(ParameterStore store, string name, int channels)
    {
        _scale = store.Add(name + ".weight", new Shape(channels), ParameterRole.Normalization);
        _scale.Values.Fill(1);
        _shift = store.Add(name + ".bias", new Shape(channels), ParameterRole.Normalization);
        _runningMean = store.AddBuffer(name + ".running_mean", new Shape(channels));
        _runningVariance = store.AddBuffer(name + ".running_var", new Shape(channels));
        _runningVariance.Values.Fill(1);
    }

    /// <summary>What the tensor of this name holds in a normalization that passes on what it gets.</summary>
    public static float IdentityValue(string name)
        => name.EndsWith(".weight", StringComparison.Ordinal) ? MathF.Sqrt(1 + Epsilon) : name.EndsWith(".running_var", StringComparison.Ordinal) ? 1 : 0;

    /// <summary>What a fused operation needs: the batch's statistics, or else the running ones.</summary>
    public ChannelNormalization Parameters(BatchStatistics? batch)
        => new(_scale, _shift, Epsilon) { Batch = batch, Given = batch is null ? (_runningMean, _runningVariance) : null };

    /// <summary>Normalizes [..., channels]: by the batch while training, which also moves the running statistics; else by those.</summary>
    public Tensor Apply(Tape tape, Tensor x, bool training)
    {
        if (!training)
        {
            return tape.BatchNorm(x, _scale, _shift, _runningMean, _runningVariance, Epsilon);
        }

        BatchNormResult result = tape.BatchNorm(x, _scale, _shift, Epsilon);
        Move(new BatchStatistics(result.Mean, result.Variance, result.UnbiasedVariance));
        return result.Output;
    }

    /// <summary>Moves the running statistics towards a batch's, which are released.</summary>
    public void Move(BatchStatistics batch)
    {
        Move(_runningMean.Values, batch.Mean.Values);
        Move(_runningVariance.Values, batch.UnbiasedVariance.Values);
        batch.Mean.Release();
        batch.Variance.Release();
        batch.UnbiasedVariance.Release();
    }

    private static void Move(Span<float> running, ReadOnlySpan<float> batch)
    {
        for (int c = 0; c < running.Length; c++)
        {
            running[c] += Momentum * (batch[c] - running[c]);
        }
    }
}
