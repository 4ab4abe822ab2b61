using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeTables;

/// <summary>
/// Tables of partial sums: for each panel of one vector of outputs, block of 16 channels, tap and group of four channels
/// the sums of the weights of all 16 combinations of spikes, lowest channel first; then the bias of each panel. The tables of a
/// panel and block of a 3x3 kernel take 38 KiB at 512 bits, and stay in a first-level cache.
/// </summary>
internal readonly unsafe struct PartialSums<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    public const int MostTaps = 16;
    public const int Combinations = 16;
    public const int GroupChannels = 4;
    public const int Groups = HaloLayout.BlockChannels / GroupChannels;

    // One row more than there are combinations: otherwise those of a kind, the most used first of all, would lie 1 KiB
    // apart and fight for the same lines of a first-level cache (Zen 4: 58 to 54 cycles a pixel of 16 channels).
    private const int GroupRows = Combinations + 1;

    private readonly ForwardPlan _plan;
    private readonly float* _memory;

    public PartialSums(ForwardPlan plan, float* memory)
    {
        _plan = plan;
        _memory = memory;
    }

    /// <summary>Bytes from one combination to the next, from one group to the next and from one tap to the next.</summary>
    public static int RowBytes => TLanes.Count * sizeof(float);

    public static int GroupBytes => GroupRows * RowBytes;

    public static int TapBytes => Groups * GroupBytes;

    public int Panels => _plan.Shape.Outputs.Chunks(TLanes.Count);

    private int BlockFloats => _plan.Shape.Taps * Groups * GroupRows * TLanes.Count;

    public static long Floats(ForwardPlan plan)
    {
        PartialSums<TLanes> sums = new(plan, null);
        return (long)sums.Panels * ((plan.Blocks * (long)sums.BlockFloats) + TLanes.Count);
    }

    public float* Of(int panel, int block) => _memory + (((panel * (long)_plan.Blocks) + block) * BlockFloats);

    public float* Bias(int panel) => Of(Panels, 0) + (panel * TLanes.Count);

    /// <summary>Outputs of a panel that exist.</summary>
    public int Valid(int panel) => Math.Min(TLanes.Count, _plan.Shape.Outputs - (panel * TLanes.Count));

    public void Fill(int panel, float* weights, in WeightStrides strides, float* bias)
    {
        int valid = Valid(panel), taps = _plan.Shape.Taps;
        float* from = weights + ((long)panel * TLanes.Count * strides.Target);
        Span<float> rows = stackalloc float[MostTaps * HaloLayout.BlockChannels * TLanes.Count];
        fixed (float* packed = rows)
        {
            for (int block = 0; block < _plan.Blocks; block++)
            {
                int first = block * HaloLayout.BlockChannels;
                int channels = Math.Min(HaloLayout.BlockChannels, _plan.Shape.Channels - first);
                rows.Clear();
                WeightPacking.PackBlock(
                    from + (first * strides.Source), strides, _plan.AllTaps, channels, TLanes.Count, valid, packed, HaloLayout.BlockChannels * TLanes.Count);
                float* table = Of(panel, block);
                for (int group = 0; group < taps * Groups; group++, table += GroupRows * TLanes.Count)
                {
                    FillGroup(packed + (group * GroupChannels * TLanes.Count), table);
                }
            }
        }

        float* start = Bias(panel);
        for (int i = 0; i < TLanes.Count; i++) start[i] = bias is not null && i < valid ? bias[(panel * TLanes.Count) + i] : 0;
    }

    private static void FillGroup(float* weights, float* table)
    {
        TLanes.Create(0).Store(table);
        for (int highest = 0; highest < GroupChannels; highest++, weights += TLanes.Count)
        {
            TLanes weight = TLanes.Load(weights);
            int half = 1 << highest;
            for (int i = 0; i < half; i++) (TLanes.Load(table + (i * TLanes.Count)) + weight).Store(table + ((half + i) * TLanes.Count));
        }
    }
}
