using System.Runtime.CompilerServices;

namespace SpikeDistill.Inference.Kernels;

/// <summary>How neurons go from step to step, up to 64 channels of the places of a tile.</summary>
internal abstract unsafe class NeuronWalk
{
    /// <summary>Variables of their state; all but the first start at 0.</summary>
    public virtual int Variables => 1;

    /// <summary>Where the first starts.</summary>
    public virtual float Start => 0;

    /// <summary>Walks them over the steps: their state is replaced, their spikes are written. At time 0 it starts, whatever is there.</summary>
    /// <param name="walked">Which neurons, and when.</param>
    /// <param name="current">What charges them.</param>
    public abstract void Walk(in WalkedPlaces walked, SummedCurrent current);
}

/// <summary>Neurons of the places of a tile, and their steps.</summary>
internal readonly unsafe ref struct WalkedPlaces
{
    /// <summary>How wide vectors are.</summary>
    public required VectorLevel Level { get; init; }

    /// <summary>The first channel.</summary>
    public required int Channel { get; init; }

    /// <summary>Channels, a multiple of 16.</summary>
    public required int Width { get; init; }

    /// <summary>A bit for each channel that is there.</summary>
    public required ulong Mask { get; init; }

    /// <summary>Steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Steps since the start before the first.</summary>
    public required int Time { get; init; }

    /// <summary>The image of each place.</summary>
    public required ReadOnlySpan<int> Lanes { get; init; }

    /// <summary>Its pixel.</summary>
    public required ReadOnlySpan<int> Pixels { get; init; }

    /// <summary>Their state, [variables, places, width].</summary>
    public required float* State { get; init; }

    /// <summary>From a variable of the state to the next.</summary>
    public required nint Variable { get; init; }

    /// <summary>Where spikes go: the word of these channels in the first pixel of the first image's frame of the first step.</summary>
    public required ulong* Spikes { get; init; }

    /// <summary>Words of a pixel.</summary>
    public required int PixelWords { get; init; }

    /// <summary>Words from an image's frame to the next one's.</summary>
    public required nint Frame { get; init; }

    /// <summary>Words from a step to the next.</summary>
    public required nint Step { get; init; }

    /// <summary>Where the spikes of a place go at the first step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong* SpikesOf(int place) => Spikes + (Lanes[place] * Frame) + ((nint)Pixels[place] * PixelWords);
}
