namespace SpikeDistill.Inference.Kernels;

/// <summary>A step of neurons of up to 64 channels, of a place.</summary>
internal abstract unsafe class NeuronWalk
{
    /// <summary>Variables of their state; all but the first start at 0.</summary>
    public virtual int Variables => 1;

    /// <summary>Where the first starts.</summary>
    public virtual float Start => 0;

    /// <summary>Walks them.</summary>
    /// <param name="site">Which neurons, and when.</param>
    /// <param name="current">I.</param>
    /// <param name="state">Their state, which is replaced.</param>
    /// <returns>A bit for each channel that fires.</returns>
    public abstract ulong Step(in WalkedSite site, float* current, float* state);
}

/// <summary>The neurons of a step.</summary>
/// <param name="Level">How wide vectors are.</param>
/// <param name="Channel">The first channel.</param>
/// <param name="Width">Channels, a multiple of 16.</param>
/// <param name="Time">Steps since the start.</param>
/// <param name="Variable">From a variable of the state to the next.</param>
internal readonly record struct WalkedSite(VectorLevel Level, int Channel, int Width, int Time, nint Variable);
