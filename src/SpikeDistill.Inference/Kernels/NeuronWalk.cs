using System.Runtime.Intrinsics;

namespace SpikeDistill.Inference.Kernels;

/// <summary>A step of integrate-and-fire neurons: V ← decay·V + I, a spike where V ≥ θ, then the reset.</summary>
/// <param name="Threshold">θ.</param>
/// <param name="HardReset">Whether a spike sets V; else it takes θ off.</param>
/// <param name="ResetValue">To what.</param>
internal readonly record struct NeuronWalk(float Threshold, bool HardReset, float ResetValue)
{
    /// <summary>Walks neurons of up to 64 channels.</summary>
    /// <param name="level">How wide vectors are.</param>
    /// <param name="current">I.</param>
    /// <param name="decay">[width].</param>
    /// <param name="width">Channels, a multiple of 16.</param>
    /// <param name="membrane">V, which is replaced.</param>
    /// <returns>A bit for each channel that fires.</returns>
    public unsafe ulong Step(VectorLevel level, float* current, float* decay, int width, float* membrane) => level switch
    {
        VectorLevel.Bits512 => Step512(current, decay, width, membrane),
        VectorLevel.Bits256 => Step256(current, decay, width, membrane),
        _ => Step128(current, decay, width, membrane),
    };

    private unsafe ulong Step512(float* current, float* decay, int width, float* membrane)
    {
        ulong spikes = 0;
        Vector512<float> threshold = Vector512.Create(Threshold), reset = Vector512.Create(ResetValue);
        for (int i = 0; i < width; i += 16)
        {
            Vector512<float> v = (Vector512.Load(decay + i) * Vector512.Load(membrane + i)) + Vector512.Load(current + i);
            Vector512<float> fires = Vector512.GreaterThanOrEqual(v, threshold);
            Vector512.Store(Vector512.ConditionalSelect(fires, HardReset ? reset : v - threshold, v), membrane + i);
            spikes |= fires.ExtractMostSignificantBits() << i;
        }

        return spikes;
    }

    private unsafe ulong Step256(float* current, float* decay, int width, float* membrane)
    {
        ulong spikes = 0;
        Vector256<float> threshold = Vector256.Create(Threshold), reset = Vector256.Create(ResetValue);
        for (int i = 0; i < width; i += 8)
        {
            Vector256<float> v = (Vector256.Load(decay + i) * Vector256.Load(membrane + i)) + Vector256.Load(current + i);
            Vector256<float> fires = Vector256.GreaterThanOrEqual(v, threshold);
            Vector256.Store(Vector256.ConditionalSelect(fires, HardReset ? reset : v - threshold, v), membrane + i);
            spikes |= (ulong)fires.ExtractMostSignificantBits() << i;
        }

        return spikes;
    }

    private unsafe ulong Step128(float* current, float* decay, int width, float* membrane)
    {
        ulong spikes = 0;
        Vector128<float> threshold = Vector128.Create(Threshold), reset = Vector128.Create(ResetValue);
        for (int i = 0; i < width; i += 4)
        {
            Vector128<float> v = (Vector128.Load(decay + i) * Vector128.Load(membrane + i)) + Vector128.Load(current + i);
            Vector128<float> fires = Vector128.GreaterThanOrEqual(v, threshold);
            Vector128.Store(Vector128.ConditionalSelect(fires, HardReset ? reset : v - threshold, v), membrane + i);
            spikes |= (ulong)fires.ExtractMostSignificantBits() << i;
        }

        return spikes;
    }
}
