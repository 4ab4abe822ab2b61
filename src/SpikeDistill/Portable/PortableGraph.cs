using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Portable;

/// <summary>
/// A network as operations that other programs have, value by value, for images of a known size and any number of them. Nodes and neurons write
/// themselves into it, a format says how each operation is written. Axes are PyTorch's: maps are [T·N, C, H, W], tokens [T·N, L, C] and vectors
/// [T·N, C], all steps of one image N apart; what is the same at every step has N in place of T·N. Numbers are floats, spikes 0 and 1.
/// </summary>
public abstract class PortableGraph
{
    /// <summary>T.</summary>
    public required int Timesteps { get; init; }

    /// <summary>Whether the graph is one step, with the states of neurons in and out, so that no node sees other steps.</summary>
    public virtual bool IsOneStep => false;

    /// <summary>A tensor that the network learned or keeps, by its name in files, in its shape there.</summary>
    public abstract PortableValue Stored(string tensor);

    /// <summary>One number, without axes.</summary>
    public abstract PortableValue Scalar(float value);

    /// <summary>left + right.</summary>
    public abstract PortableValue Add(PortableValue left, PortableValue right);

    /// <summary>left − right.</summary>
    public abstract PortableValue Subtract(PortableValue left, PortableValue right);

    /// <summary>left · right.</summary>
    public abstract PortableValue Multiply(PortableValue left, PortableValue right);

    /// <summary>left / right.</summary>
    public abstract PortableValue Divide(PortableValue left, PortableValue right);

    /// <summary>√x.</summary>
    public abstract PortableValue Sqrt(PortableValue x);

    /// <summary>1 where left ≥ right, else 0.</summary>
    public abstract PortableValue AtLeast(PortableValue left, PortableValue right);

    /// <summary>max(x, 0).</summary>
    public abstract PortableValue Relu(PortableValue x);

    /// <summary>1/(1 + e^(−x)).</summary>
    public abstract PortableValue Sigmoid(PortableValue x);

    /// <summary>x · Φ(x) with the normal distribution Φ.</summary>
    public abstract PortableValue Gelu(PortableValue x);

    /// <summary>The softmax of the last axis.</summary>
    public abstract PortableValue Softmax(PortableValue x);

    /// <summary>A convolution of maps.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="weight">[outputs, C / groups, kernel height, kernel width].</param>
    /// <param name="bias">[outputs]; null for none.</param>
    /// <param name="window">How the kernel moves.</param>
    /// <param name="groups">Parts that channels are cut into.</param>
    public abstract PortableValue Convolution(PortableValue x, PortableValue weight, PortableValue? bias, PortableWindow window, int groups);

    /// <summary>x Wᵀ + b over the last axis.</summary>
    /// <param name="x">[..., inputs].</param>
    /// <param name="weight">[outputs, inputs].</param>
    /// <param name="bias">[outputs]; null for none.</param>
    public abstract PortableValue Linear(PortableValue x, PortableValue weight, PortableValue? bias);

    /// <summary>The matrix product over the last two axes.</summary>
    public abstract PortableValue MatMul(PortableValue left, PortableValue right);

    /// <summary>(x − mean) / √(variance + ε) · scale + shift, channel by channel of the second axis.</summary>
    public abstract PortableValue Normalize(
        PortableValue x, PortableValue scale, PortableValue shift, PortableValue mean, PortableValue variance, float epsilon);

    /// <summary>Layer normalization of the last axis.</summary>
    public abstract PortableValue LayerNorm(PortableValue x, PortableValue scale, PortableValue shift, float epsilon);

    /// <summary>The mean over windows of a map, padding counted as zeros.</summary>
    public abstract PortableValue AveragePool(PortableValue x, PortableWindow window);

    /// <summary>The largest value in windows of a map, padding left out.</summary>
    public abstract PortableValue MaxPool(PortableValue x, PortableWindow window);

    /// <summary>Maps at another size, as <see cref="ResizeOperation"/> makes them.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="from">Rows and columns before.</param>
    /// <param name="to">Rows and columns behind.</param>
    /// <param name="filter">How pixels are interpolated.</param>
    public abstract PortableValue Resize(PortableValue x, (int Height, int Width) from, (int Height, int Width) to, ResizeFilter filter);

    /// <summary>The mean over axes, which are dropped or kept with a length of 1.</summary>
    public abstract PortableValue Mean(PortableValue x, bool keep, params int[] axes);

    /// <summary>The sum over an axis, which is dropped.</summary>
    public abstract PortableValue Sum(PortableValue x, int axis);

    /// <summary>The same values under other axes; one of them may be −1.</summary>
    public abstract PortableValue Reshape(PortableValue x, params int[] axes);

    /// <summary>The axes in another order.</summary>
    public abstract PortableValue Permute(PortableValue x, params int[] axes);

    /// <summary>A part of an axis.</summary>
    public abstract PortableValue Slice(PortableValue x, int axis, int start, int length);

    /// <summary>One place of an axis, which is dropped.</summary>
    public abstract PortableValue Select(PortableValue x, int axis, int index);

    /// <summary>Values behind each other.</summary>
    public abstract PortableValue Concatenate(int axis, params PortableValue[] values);

    /// <summary>Zeros behind the values of an axis.</summary>
    /// <param name="x">The values.</param>
    /// <param name="rank">How many axes they have.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="count">Zeros.</param>
    public abstract PortableValue Pad(PortableValue x, int rank, int axis, int count);

    /// <summary>[1, …] for as many images as another value has, [N, …].</summary>
    public abstract PortableValue ForEachOf(PortableValue x, PortableValue other, int rank);

    /// <summary>[N, …] for every step, [T·N, …].</summary>
    public abstract PortableValue Repeat(PortableValue x, int rank);

    /// <summary>Walks the steps of a layer of neurons.</summary>
    /// <param name="input">The input currents, [T·N, …].</param>
    /// <param name="layer">The layer.</param>
    /// <returns>The spikes, shaped like the currents.</returns>
    public abstract PortableValue Walk(PortableValue input, PortableLayer layer);
}
