using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Neurons;

/// <summary>
/// What stands in for the derivative of the step function Θ in the backward pass. Implement it as a readonly struct and mark the
/// slope for aggressive inlining.
/// </summary>
public interface ISurrogate
{
    /// <summary>The slope at x = V − threshold.</summary>
    TLanes Derivative<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>The function with that slope, ½ at x = 0. Gradient checks put it in place of Θ.</summary>
    double Primitive(double x);
}
