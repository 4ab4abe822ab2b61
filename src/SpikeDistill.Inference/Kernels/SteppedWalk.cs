namespace SpikeDistill.Inference.Kernels;

/// <summary>Neurons that walk step by step, in each over all places.</summary>
internal abstract unsafe class SteppedWalk : NeuronWalk
{
    public sealed override void Walk(in WalkedPlaces walked, SummedCurrent current)
    {
        int places = walked.Pixels.Length;
        for (int variable = 0; variable < Variables && walked.Time == 0; variable++)
        {
            new Span<float>(walked.State + (variable * walked.Variable), places * walked.Width).Fill(variable == 0 ? Start : 0);
        }

        for (int step = 0; step < walked.Steps; step++)
        {
            for (int place = 0; place < places; place++)
            {
                float* state = walked.State + ((nint)place * walked.Width);
                ulong fired = Step(walked, walked.Time + step, current.Of(walked, place).At(step), state);
                walked.SpikesOf(place)[step * walked.Step] = fired & walked.Mask;
            }
        }
    }

    /// <summary>A step of a place.</summary>
    /// <param name="walked">Which neurons.</param>
    /// <param name="time">Steps since the start.</param>
    /// <param name="current">I, of the first channel.</param>
    /// <param name="state">Their state, which is replaced.</param>
    /// <returns>A bit for each channel that fires.</returns>
    protected abstract ulong Step(in WalkedPlaces walked, int time, float* current, float* state);
}
