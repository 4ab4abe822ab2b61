using System.Runtime.CompilerServices;

namespace SpikeDistill.Inference.Kernels;

/// <summary>
/// Integrate-and-fire neurons: V ← decay·V + I, a spike where V ≥ θ, then the reset. A vector of channels goes over all steps of a place while its
/// potentials are in a register.
/// </summary>
/// <param name="decay">One for each channel.</param>
/// <param name="thresholds">θ of each channel.</param>
/// <param name="hard">Whether a spike sets V to where it starts; else it takes θ off.</param>
/// <param name="start">Where V starts.</param>
internal sealed unsafe class PlainWalk(AlignedBuffer<float> decay, AlignedBuffer<float> thresholds, bool hard, float start) : NeuronWalk
{
    public override float Start => start;

    public override void Walk(in WalkedPlaces walked, SummedCurrent current) => Walk<SummedCurrent>(walked, current);

    /// <summary>Walks them over the steps, charged by whatever gives a current.</summary>
    public void Walk<TCurrent>(in WalkedPlaces walked, TCurrent current)
        where TCurrent : struct, IWalkedCurrent<TCurrent>
    {
        switch (walked.Level)
        {
            case VectorLevel.Bits512:
                Places<Floats512, TCurrent>(walked, current);
                break;
            case VectorLevel.Bits256:
                Places<Floats256, TCurrent>(walked, current);
                break;
            default:
                Places<Floats128, TCurrent>(walked, current);
                break;
        }
    }

    private void Places<TLanes, TCurrent>(in WalkedPlaces walked, TCurrent current)
        where TLanes : struct, IFloatLanes<TLanes>
        where TCurrent : struct, IWalkedCurrent<TCurrent>
    {
        TLanes begun = TLanes.Create(start);
        (int steps, int width, nint next, ulong mask) = (walked.Steps, walked.Width, walked.Step * sizeof(ulong), walked.Mask);
        bool sets = hard, begins = walked.Time == 0;
        float* leaks = decay.Pointer + walked.Channel, limits = thresholds.Pointer + walked.Channel, state = walked.State;
        for (int place = 0; place < walked.Pixels.Length; place++, state += width)
        {
            TCurrent charge = current.Of(walked, place);
            byte* spikes = (byte*)walked.SpikesOf(place);
            for (int channel = 0; channel < width; channel += TLanes.Count)
            {
                TLanes leak = TLanes.Load(leaks + channel), limit = TLanes.Load(limits + channel);
                TLanes v = begins ? begun : TLanes.Load(state + channel);
                for (int step = 0; step < steps; step++)
                {
                    v = (leak * v) + charge.At<TLanes>(step, channel);
                    Write<TLanes>(TLanes.AtLeast(v, limit) & (mask >> channel), spikes + (step * next), channel);
                    v = TLanes.Selected(v, limit, sets ? begun : v - limit, v);
                }

                TLanes.Store(v, state + channel);
            }
        }
    }

    /// <summary>Writes the spikes of some channels into their part of a word, without a look at the rest of it where a byte is theirs alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<TLanes>(ulong fired, byte* word, int channel)
        where TLanes : struct, IFloatLanes<TLanes>
    {
        byte* to = word + (channel / 8);
        if (TLanes.Count == 16) *(ushort*)to = (ushort)fired;
        else if (TLanes.Count == 8) *to = (byte)fired;
        else *to = (byte)(channel % 8 == 0 ? fired : *to | (fired << 4));
    }
}
