using System.Runtime.Intrinsics;

namespace SpikeDistill.Inference.Kernels;

/// <summary>
/// Current-based neurons: J ← kept·J + I, V ← decay·V + (J + rest), a spike where V ≥ θ, then the reset of V. Vectors of 128 bits on every
/// processor.
/// </summary>
/// <param name="start">Where V starts, and after a hard reset goes on.</param>
internal sealed unsafe class SynapticWalk(float start) : SteppedWalk
{
    /// <summary>What a step leaves of V, one for each channel.</summary>
    public required AlignedBuffer<float> Decay { get; init; }

    /// <summary>What a step leaves of J, one for each channel.</summary>
    public required AlignedBuffer<float> Kept { get; init; }

    /// <summary>What every step adds to V.</summary>
    public required float Rest { get; init; }

    /// <summary>θ.</summary>
    public required float Threshold { get; init; }

    /// <summary>Whether a spike sets V to where it starts; else it takes θ off.</summary>
    public required bool Hard { get; init; }

    public override int Variables => 2;

    public override float Start => start;

    protected override ulong Step(in WalkedPlaces walked, int time, float* current, float* state)
    {
        Vector128<float> reset = Vector128.Create(start), rest = Vector128.Create(Rest), threshold = Vector128.Create(Threshold);
        ulong spikes = 0;
        for (int i = 0; i < walked.Width; i += Vector128<float>.Count)
        {
            int channel = walked.Channel + i;
            float* synaptic = state + walked.Variable + i;
            Vector128<float> j = (Vector128.Load(Kept.Pointer + channel) * Vector128.Load(synaptic)) + Vector128.Load(current + i);
            Vector128<float> v = (Vector128.Load(Decay.Pointer + channel) * Vector128.Load(state + i)) + (j + rest);
            Vector128<float> fires = Vector128.GreaterThanOrEqual(v, threshold);
            Vector128.ConditionalSelect(fires, Hard ? reset : v - threshold, v).Store(state + i);
            j.Store(synaptic);
            spikes |= (ulong)fires.ExtractMostSignificantBits() << i;
        }

        return spikes;
    }
}
