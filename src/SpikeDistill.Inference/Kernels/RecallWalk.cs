using System.Runtime.Intrinsics;

namespace SpikeDistill.Inference.Kernels;

/// <summary>
/// Neurons that recall: with δ = I − J and p = 1/(1 + e^(−(query·δ + shift(t)))), J ← p·δ + J, V ← decay·V + J, a spike where V ≥ θ, then V is 0.
/// Vectors of 128 bits on every processor.
/// </summary>
internal sealed unsafe class RecallWalk : SteppedWalk
{
    /// <summary>One for each channel.</summary>
    public required AlignedBuffer<float> Decay { get; init; }

    /// <summary>One for each channel.</summary>
    public required AlignedBuffer<float> Queries { get; init; }

    /// <summary>For each step one for each channel.</summary>
    public required AlignedBuffer<float>[] Shifts { get; init; }

    /// <summary>θ.</summary>
    public required float Threshold { get; init; }

    public override int Variables => 2;

    protected override ulong Step(in WalkedPlaces walked, int time, float* current, float* state)
    {
        float* shifts = Shifts[Math.Min(time, Shifts.Length - 1)].Pointer;
        Vector128<float> threshold = Vector128.Create(Threshold);
        ulong spikes = 0;
        for (int i = 0; i < walked.Width; i += Vector128<float>.Count)
        {
            int channel = walked.Channel + i;
            float* recalled = state + walked.Variable + i;
            Vector128<float> before = Vector128.Load(recalled), difference = Vector128.Load(current + i) - before;
            Vector128<float> score = (Vector128.Load(Queries.Pointer + channel) * difference) + Vector128.Load(shifts + channel);
            Vector128<float> share = Vector128<float>.One / (Vector128<float>.One + Exponential.Of(-score));
            Vector128<float> j = (share * difference) + before;
            Vector128<float> v = (Vector128.Load(Decay.Pointer + channel) * Vector128.Load(state + i)) + j;
            Vector128<float> fires = Vector128.GreaterThanOrEqual(v, threshold);
            Vector128.AndNot(v, fires).Store(state + i);
            j.Store(recalled);
            spikes |= (ulong)fires.ExtractMostSignificantBits() << i;
        }

        return spikes;
    }
}
