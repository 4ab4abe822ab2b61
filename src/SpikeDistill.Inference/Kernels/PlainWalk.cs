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
        (int steps, int width, nint next, ulong mask, bool sets, bool begins) = (walked.Steps, walked.Width, walked.Step, walked.Mask, hard, walked.Time == 0);
        float* leaks = decay.Pointer + walked.Channel, limits = thresholds.Pointer + walked.Channel, state = walked.State;
        ulong* all = walked.Fired;
        for (int place = 0; place < walked.Pixels.Length; place++, state += width)
        {
            TCurrent first = current.Of(walked, place);
            for (int channel = 0; channel < width; channel += TLanes.Count)
            {
                TLanes leak = TLanes.Load(leaks + channel), limit = TLanes.Load(limits + channel);
                TLanes v = begins ? begun : TLanes.Load(state + channel);
                TCurrent charge = first;
                for (int step = 0; step < steps; step++, charge = charge.Next(1))
                {
                    v = (leak * v) + charge.At<TLanes>(channel);
                    ulong fired = TLanes.AtLeast(v, limit) << channel;
                    all[step] = channel == 0 ? fired : all[step] | fired;
                    v = TLanes.Selected(v, limit, sets ? begun : v - limit, v);
                }

                TLanes.Store(v, state + channel);
            }

            // Written once: words beside these may be another thread's.
            ulong* spikes = walked.SpikesOf(place);
            for (int step = 0; step < steps; step++, spikes += next)
            {
                *spikes = all[step] & mask;
            }
        }
    }
}
