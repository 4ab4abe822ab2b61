namespace SpikeDistill.Inference.Kernels;

/// <summary>
/// Gated neurons: V ← decay·U + (gain(t)·I − (constant + R)), a spike where V ≥ θ; then U is V or V·kept, and R what a spike takes or 0. Vectors
/// of 128 bits on every processor.
/// </summary>
internal sealed unsafe class GatedWalk : SteppedWalk
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

    protected override ulong Step(in WalkedPlaces walked, int time, float* current, float* state)
    {
        float* gains = Gains[Math.Min(time, Gains.Length - 1)].Pointer;
        ulong spikes = 0;
        for (int i = 0; i < walked.Width; i += Floats128.Count)
        {
            int channel = walked.Channel + i;
            float* subtracted = state + walked.Variable + i;
            Floats128 lost = Floats128.Load(Constants.Pointer + channel) + Floats128.Load(subtracted);
            Floats128 charge = (Floats128.Load(gains + channel) * Floats128.Load(current + i)) - lost;
            Floats128 v = (Floats128.Load(Decay.Pointer + channel) * Floats128.Load(state + i)) + charge;
            Floats128 limit = Floats128.Load(Thresholds.Pointer + channel);
            Floats128.Store(Floats128.Selected(v, limit, v * Floats128.Load(Kept.Pointer + channel), v), state + i);
            Floats128.Store(Floats128.Selected(v, limit, Floats128.Load(Taken.Pointer + channel), default), subtracted);
            spikes |= Floats128.AtLeast(v, limit) << i;
        }

        return spikes;
    }
}
