using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

/// <summary>
/// Weights in panels of two or four vectors of outputs: [panel][row of the canonical order][width], then the bias of each.
/// Rows of channels that do not exist are never listed and hold anything.
/// </summary>
internal readonly unsafe struct ForwardPanels
{
    public const int MostVectors = 4;

    private readonly ForwardPlan _plan;
    private readonly int _vector;
    private readonly float* _memory;

    public ForwardPanels(ForwardPlan plan, int vector, float* memory)
    {
        _plan = plan;
        _vector = vector;
        _memory = memory;
        Count = plan.Shape.Outputs.Chunks(FullWidth);
    }

    public int Count { get; }

    private int FullWidth => MostVectors * _vector;

    private int Outputs => _plan.Shape.Outputs.RoundUp(2 * _vector);

    public static long Floats(ForwardPlan plan, int vector) => ((long)plan.WeightRows + 1) * plan.Shape.Outputs.RoundUp(2 * vector);

    /// <summary>Vectors of a panel: four, or two for a last one that needs no more.</summary>
    public int Vectors(int panel) => Math.Min(MostVectors, (Outputs - (panel * FullWidth)) / _vector);

    /// <summary>Outputs of a panel that exist.</summary>
    public int Valid(int panel) => Math.Min(FullWidth, _plan.Shape.Outputs - (panel * FullWidth));

    public float* Row(int panel, int row) =>
        _memory + ((long)panel * FullWidth * _plan.WeightRows) + ((long)row * Vectors(panel) * _vector);

    public float* Bias(int panel) => _memory + ((long)Outputs * _plan.WeightRows) + ((long)panel * FullWidth);

    /// <summary>
    /// Packs one panel. A bias of -0 becomes 0, as in the dense kernel: a sum that begins there never is -0, so nothing is lost by
    /// leaving zeros out.
    /// </summary>
    public void Pack(int panel, float* weights, in WeightStrides strides, float* bias)
    {
        int width = Vectors(panel) * _vector, valid = Valid(panel), taps = _plan.Shape.Taps;
        float* from = weights + ((long)panel * FullWidth * strides.Target);
        for (int block = 0; block < _plan.Blocks; block++)
        {
            int first = block * HaloLayout.BlockChannels;
            int channels = Math.Min(HaloLayout.BlockChannels, _plan.Shape.Channels - first);
            float* to = Row(panel, first * taps);
            if (valid < width) new Span<float>(to, taps * HaloLayout.BlockChannels * width).Clear();
            WeightPacking.PackBlock(from + (first * strides.Source), strides, _plan.AllTaps, channels, width, valid, to, HaloLayout.BlockChannels * width);
        }

        float* start = Bias(panel);
        for (int i = 0; i < width; i++) start[i] = bias is not null && i < valid ? bias[(panel * FullWidth) + i] + 0f : 0;
    }
}
