using System.Runtime.Intrinsics;

namespace SpikeDistill.Inference.Kernels;

/// <summary>Integrate-and-fire neurons: V ← decay·V + I, a spike where V ≥ θ, then the reset.</summary>
/// <param name="decay">One for each channel.</param>
/// <param name="thresholds">θ of each channel.</param>
/// <param name="hard">Whether a spike sets V to where it starts; else it takes θ off.</param>
/// <param name="start">Where V starts.</param>
internal sealed unsafe class PlainWalk(AlignedBuffer<float> decay, AlignedBuffer<float> thresholds, bool hard, float start) : NeuronWalk
{
    public override float Start => start;

    public override ulong Step(in WalkedSite site, float* current, float* state)
    {
        float* decays = decay.Pointer + site.Channel, limits = thresholds.Pointer + site.Channel;
        return site.Level switch
        {
            VectorLevel.Bits512 => Step512(current, decays, limits, site.Width, state),
            VectorLevel.Bits256 => Step256(current, decays, limits, site.Width, state),
            _ => Step128(current, decays, limits, site.Width, state),
        };
    }

    private ulong Step512(float* current, float* decays, float* limits, int width, float* membrane)
    {
        ulong spikes = 0;
        Vector512<float> reset = Vector512.Create(start);
        for (int i = 0; i < width; i += 16)
        {
            Vector512<float> v = (Vector512.Load(decays + i) * Vector512.Load(membrane + i)) + Vector512.Load(current + i);
            Vector512<float> threshold = Vector512.Load(limits + i), fires = Vector512.GreaterThanOrEqual(v, threshold);
            Vector512.Store(Vector512.ConditionalSelect(fires, hard ? reset : v - threshold, v), membrane + i);
            spikes |= fires.ExtractMostSignificantBits() << i;
        }

        return spikes;
    }

    private ulong Step256(float* current, float* decays, float* limits, int width, float* membrane)
    {
        ulong spikes = 0;
        Vector256<float> reset = Vector256.Create(start);
        for (int i = 0; i < width; i += 8)
        {
            Vector256<float> v = (Vector256.Load(decays + i) * Vector256.Load(membrane + i)) + Vector256.Load(current + i);
            Vector256<float> threshold = Vector256.Load(limits + i), fires = Vector256.GreaterThanOrEqual(v, threshold);
            Vector256.Store(Vector256.ConditionalSelect(fires, hard ? reset : v - threshold, v), membrane + i);
            spikes |= (ulong)fires.ExtractMostSignificantBits() << i;
        }

        return spikes;
    }

    private ulong Step128(float* current, float* decays, float* limits, int width, float* membrane)
    {
        ulong spikes = 0;
        Vector128<float> reset = Vector128.Create(start);
        for (int i = 0; i < width; i += 4)
        {
            Vector128<float> v = (Vector128.Load(decays + i) * Vector128.Load(membrane + i)) + Vector128.Load(current + i);
            Vector128<float> threshold = Vector128.Load(limits + i), fires = Vector128.GreaterThanOrEqual(v, threshold);
            Vector128.Store(Vector128.ConditionalSelect(fires, hard ? reset : v - threshold, v), membrane + i);
            spikes |= (ulong)fires.ExtractMostSignificantBits() << i;
        }

        return spikes;
    }
}
