using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Kernels.Convolution.Dense;

/// <summary>
/// Weights repacked for the tiles: for each group and panel of output channels, for each class of taps,
/// [block of source channels][tap][channel][panel width], then the bias padded to whole vectors.
/// </summary>
internal readonly unsafe struct WeightPanels
{
    private readonly CorrelationPlan _plan;
    private readonly int _vector;
    private readonly float* _memory;

    public WeightPanels(CorrelationPlan plan, int vector, float* memory)
    {
        _plan = plan;
        _vector = vector;
        _memory = memory;
        SourceChannels = plan.SourceChannels / plan.Groups * plan.FoldedColumns;
        TargetChannels = plan.TargetChannels / plan.Groups;
        Count = TargetChannels.Chunks(2 * vector);
    }

    public int SourceChannels { get; }

    public int TargetChannels { get; }

    /// <summary>Panels of one group.</summary>
    public int Count { get; }

    private long GroupFloats => (long)SourceChannels * _plan.KernelTaps * TargetChannels.RoundUp(_vector);

    public static long Floats(CorrelationPlan plan, int vector)
    {
        WeightPanels panels = new(plan, vector, null);
        return plan.Groups * (panels.GroupFloats + panels.TargetChannels.RoundUp(vector));
    }

    /// <summary>Outputs a panel computes, whole vectors: two, or one for the last.</summary>
    public int Width(int panel) => TargetChannels - (panel * 2 * _vector) > _vector ? 2 * _vector : _vector;

    /// <summary>Outputs of a panel that exist.</summary>
    public int Valid(int panel) => Math.Min(2 * _vector, TargetChannels - (panel * 2 * _vector));

    public float* Bias(int group, int panel) =>
        _memory + (_plan.Groups * GroupFloats) + ((long)group * TargetChannels.RoundUp(_vector)) + ((long)panel * 2 * _vector);

    /// <summary>The weights of a class of taps from a block of source channels on; the taps of the classes before it are skipped.</summary>
    public float* At(int group, int panel, int tapsBefore, int taps, int block)
    {
        long rows = ((long)SourceChannels * tapsBefore) + ((long)block * HaloLayout.BlockChannels * taps);
        long start = (long)panel * 2 * _vector * SourceChannels * _plan.KernelTaps;
        return _memory + (group * GroupFloats) + start + (rows * Width(panel));
    }

    /// <summary>Packs one panel.</summary>
    public void Pack(int group, int panel, float* weights, in WeightStrides strides, float* bias)
    {
        int width = Width(panel), valid = Valid(panel);
        float* from = weights + (group * strides.Group) + (panel * 2L * _vector * strides.Target);
        int tapsBefore = 0;
        foreach (TapClass c in _plan.Classes)
        {
            for (int block = 0; block < _plan.SourceBlocks; block++)
            {
                int first = block * HaloLayout.BlockChannels;
                int channels = Math.Min(HaloLayout.BlockChannels, SourceChannels - first);
                float* to = At(group, panel, tapsBefore, c.Taps, block);
                if (valid < width) new Span<float>(to, c.Taps * channels * width).Clear();
                int part = channels / _plan.FoldedColumns;
                for (int column = 0; column < _plan.FoldedColumns; column++)
                {
                    float* source = from + (first * strides.Source) + (column * strides.Tap);
                    WeightPacking.PackBlock(source, strides, c.WeightTaps, part, width, valid, to + (column * part * width), channels * width);
                }
            }

            tapsBefore += c.Taps;
        }

        // A bias of -0 becomes 0: then no sum is ever -0, and adding 0 times a weight is the same as leaving it out.
        float* start = Bias(group, panel);
        for (int i = 0; i < width; i++)
        {
            start[i] = bias is not null && i < valid ? bias[(group * TargetChannels) + (panel * 2 * _vector) + i] + 0f : 0;
        }
    }
}
