using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeWeights;

/// <summary>For the pixels of a chunk, in their order, the position in a panel, and for each phase the pixels that belong to it.</summary>
internal sealed class PixelMap
{
    public PixelMap(SpikeWeightPlan plan, int firstRowPhase)
    {
        ConvolutionShape shape = plan.Shape;
        int words = plan.MostPixels.Chunks(64);
        Positions = new ushort[words * 64];
        Masks = [.. plan.Phases.Select(_ => new ulong[words])];
        for (int pixel = 0; pixel < plan.MostPixels; pixel++)
        {
            // Only whole images follow each other in a chunk.
            int row = pixel / shape.Width, column = pixel % shape.Width;
            int image = plan.ChunkImages > 1 ? row / shape.Height : 0;
            int padded = row - (image * shape.Height) + firstRowPhase;
            int panelRow = (image * plan.ImageRows) + (padded / shape.StrideHeight);
            Positions[pixel] = checked((ushort)((panelRow * plan.RowPositions) + plan.ColumnAxis.Base(column) - plan.ColumnAxis.Base(0)));
            int phase = Array.IndexOf(plan.Phases, (padded % shape.StrideHeight, plan.ColumnAxis.Phase(column)));
            if (phase >= 0) Masks[phase][pixel / 64] |= 1UL << (pixel % 64);
        }
    }

    public ushort[] Positions { get; }

    /// <summary>[phase][word of 64 pixels].</summary>
    public ulong[][] Masks { get; }
}
