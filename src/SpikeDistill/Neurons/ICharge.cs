using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Neurons;

/// <summary>How an integrate-and-fire neuron with one state variable is charged: V(t) from H(t−1) and I(t).</summary>
/// <remarks>Implement it as a readonly struct whose methods are marked for aggressive inlining, as <see cref="INeuron"/> says.</remarks>
public interface ICharge
{
    /// <summary>Whether the derivatives read neither the potential nor the input; see <see cref="INeuron.ChargesLinearly"/>.</summary>
    static virtual bool IsLinear => false;

    /// <summary>Whether the neurons stretch the surrogate; see <see cref="INeuron.ScalesSurrogate"/>.</summary>
    static virtual bool ScalesSurrogate => false;

    /// <summary>What a layer of the neurons learns; nothing unless a charge says so.</summary>
    IReadOnlyList<NeuronCoefficient> Coefficients => [];

    /// <inheritdoc cref="INeuron.SurrogateScale{TLanes}"/>
    TLanes SurrogateScale<TLanes>(NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Create(1);

    /// <summary>V(t).</summary>
    TLanes Charge<TLanes>(TLanes membrane, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>From the gradient of V(t) to those of H(t−1) and I(t), and of what is learned by <see cref="NeuronSite.AddGradient{TLanes}"/>.</summary>
    (TLanes Membrane, TLanes Input) Backward<TLanes>(TLanes gradient, TLanes membrane, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>;
}
