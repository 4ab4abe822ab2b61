using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Neurons;

/// <summary>
/// A neuron. Each step its state, of which the membrane potential is the first variable, is charged by the input, s ← f(s, I);
/// it fires where the potential reaches the threshold, S = Θ(V − θ(s)), Θ(0) = 1; and it is reset, s ← g(s, S). Walking time, packing
/// spikes and back-propagating are the engine's part (<see cref="Operations.FireOperation"/>).
/// </summary>
/// <remarks>
/// Implement it as a readonly struct whose methods are marked for aggressive inlining, so that the walk is compiled for it
/// and holds no calls. It is called by several threads at once and must not change. Each backward method turns the gradient of what its
/// forward method gave into that of what it took, and adds what learned coefficients get by <see cref="NeuronSite.AddGradient{TLanes}"/>.
/// Reset must hold for any S in [0, 1], because gradient checks put a smooth function in place of Θ.
/// </remarks>
public interface INeuron
{
    /// <summary>The names of the state variables, the membrane potential first: 1 to 4.</summary>
    static virtual IReadOnlyList<string> StateNames => ["membrane"];

    /// <summary>How many there are, as a constant that the walk is compiled for.</summary>
    static virtual int StateCount => 1;

    /// <summary>
    /// Whether <see cref="ChargeBackward{TLanes}"/> reads neither the state nor the input, so that the backward pass hands it zeros and
    /// keeps less. So it is where the charge is linear in both and has no learned coefficients. False unless a neuron says so.
    /// </summary>
    static virtual bool ChargesLinearly => false;

    /// <summary>Whether the neurons stretch the surrogate; see <see cref="SurrogateScale{TLanes}"/>. False unless a neuron says so.</summary>
    static virtual bool ScalesSurrogate => false;

    /// <summary>What a layer of the neurons learns; nothing unless a neuron says so.</summary>
    IReadOnlyList<NeuronCoefficient> Coefficients => [];

    /// <summary>A state variable before the first step.</summary>
    float InitialState(int variable);

    /// <summary>Charges the state: s(t) from s(t−1) and I(t).</summary>
    void Charge<TLanes>(ref NeuronState<TLanes> state, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>From the gradient of the charged state to that of the state before, in place, and of the input, which it returns.</summary>
    TLanes ChargeBackward<TLanes>(ref NeuronState<TLanes> gradient, in NeuronState<TLanes> before, TLanes input, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>The potential at which the neuron fires.</summary>
    TLanes Threshold<TLanes>(in NeuronState<TLanes> charged, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>Adds what the threshold's gradient gives the charged state; nothing for a threshold that is a number.</summary>
    void ThresholdBackward<TLanes>(ref NeuronState<TLanes> gradient, TLanes thresholdGradient, in NeuronState<TLanes> charged, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>
    /// a: where neurons stretch the surrogate, the slope of the step function is a · σ′(a(V − θ)). It shapes the backward pass alone, and no
    /// gradient flows to what it is made of.
    /// </summary>
    TLanes SurrogateScale<TLanes>(NeuronSite site)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Create(1);

    /// <summary>Resets the charged state.</summary>
    void Reset<TLanes>(ref NeuronState<TLanes> state, TLanes spike, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>From the gradient of the reset state to that of the charged one, in place, the spike held constant.</summary>
    void ResetBackward<TLanes>(ref NeuronState<TLanes> gradient, in NeuronState<TLanes> charged, TLanes spike, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>
    /// The spike's gradient and what the gradient of the reset state adds to it, the charged state held constant. Comes before
    /// <see cref="ResetBackward{TLanes}"/>; not asked for when the reset is detached.
    /// </summary>
    TLanes ResetBackwardToSpike<TLanes>(TLanes spikeGradient, in NeuronState<TLanes> gradient, in NeuronState<TLanes> charged, NeuronSite site)
        where TLanes : struct, ILanes<TLanes>;
}
