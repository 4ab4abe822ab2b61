using System.Runtime.Intrinsics;

namespace SpikeDistill.Inference.Kernels;

/// <summary>
/// Gated neurons: V ← decay·U + (gain(t)·I − (constant + R)), a spike where V ≥ θ; then U is V or V·kept, and R what a spike takes or 0. Vectors
/// of 128 bits on every processor.
/// </summary>
internal sealed unsafe class GatedWalk : NeuronWalk
{
    /// <summary>One for each channel.</summary>
    public required AlignedBuffer<float> Decay { get; init; }

    /// <summary>For each step one for each channel.</summary>
    public required AlignedBuffer<float>[] Gains { get; init; }

    /// <summary>What every step takes.</summary>
    public required AlignedBuffer<float> Constants { get; init; }

    /// <summary>θ.</summary>
    public required AlignedBuffer<float> Thresholds { get; init; }

    /// <summary>What a spike leaves.</summary>
    public required AlignedBuffer<float> Kept { get; init; }

    /// <summary>What the step after a spike takes.</summary>
    public required AlignedBuffer<float> Taken { get; init; }

    public override int Variables => 2;

    public override ulong Step(in WalkedSite site, float* current, float* state)
    {
        float* gains = Gains[Math.Min(site.Time, Gains.Length - 1)].Pointer;
        ulong spikes = 0;
        for (int i = 0; i < site.Width; i += Vector128<float>.Count)
        {
            int channel = site.Channel + i;
            float* subtracted = state + site.Variable + i;
            Vector128<float> lost = Vector128.Load(Constants.Pointer + channel) + Vector128.Load(subtracted);
            Vector128<float> charge = (Vector128.Load(gains + channel) * Vector128.Load(current + i)) - lost;
            Vector128<float> v = (Vector128.Load(Decay.Pointer + channel) * Vector128.Load(state + i)) + charge;
            Vector128<float> fires = Vector128.GreaterThanOrEqual(v, Vector128.Load(Thresholds.Pointer + channel));
            Vector128.ConditionalSelect(fires, v * Vector128.Load(Kept.Pointer + channel), v).Store(state + i);
            (fires & Vector128.Load(Taken.Pointer + channel)).Store(subtracted);
            spikes |= (ulong)fires.ExtractMostSignificantBits() << i;
        }

        return spikes;
    }
}
