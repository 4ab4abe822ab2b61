using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference.Execution;

/// <summary>The pixel that lies under each tap of each place of a window; outside the map it is the pixel of silence behind its last.</summary>
internal sealed unsafe class TapMap
{
    public TapMap(Window window, MapSize read)
    {
        MapSize places = window.Over(read, 1);
        Taps = window.Taps;
        Pixels = new AlignedBuffer<int>((long)places.Pixels * Taps);
        Seen = new int[read.Pixels];
        int next = 0;
        for (int place = 0; place < places.Pixels; place++)
        {
            for (int tap = 0; tap < Taps; tap++)
            {
                int pixel = window.Pixel(read, place / places.Width, place % places.Width, tap);
                Pixels.Pointer[next++] = pixel < 0 ? read.Pixels : pixel;
                if (pixel >= 0)
                {
                    Seen[pixel]++;
                }
            }
        }
    }

    /// <summary>Taps of the window.</summary>
    public int Taps { get; }

    /// <summary>How many taps of all places lie on each pixel: what a spike there is added to, for each output channel.</summary>
    public int[] Seen { get; }

    /// <summary>[places, taps].</summary>
    private AlignedBuffer<int> Pixels { get; }

    /// <summary>[taps] of a place.</summary>
    public int* Of(int place) => Pixels.Pointer + ((nint)place * Taps);
}
