using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeWeights;

/// <summary>Packs the output gradients that a chunk reaches into panels with a halo of zeros.</summary>
internal static unsafe class GradientPanels
{
    /// <summary>Fills some panels: [panel][position][lane].</summary>
    public static void Pack<TLanes>(SpikeWeightPlan plan, in SpikeChunk chunk, float* outputGradient, int firstPanel, int panels, float* to)
        where TLanes : struct, ILanes<TLanes>
    {
        ConvolutionShape shape = plan.Shape;
        int firstRow = plan.RowAxis.First(chunk.FirstRow), rows = plan.RowAxis.SpanOf(chunk.FirstRow, chunk.Rows);
        nint panelStride = (nint)plan.PanelPositions * TLanes.Count;
        int outputs = shape.Outputs - (firstPanel * TLanes.Count);
        for (int image = 0; image < chunk.Images; image++)
        {
            float* from = outputGradient
                + ((long)(chunk.Image + image) * shape.OutputHeight * shape.OutputWidth * shape.Outputs) + (firstPanel * TLanes.Count);
            for (int r = 0; r < rows; r++)
            {
                float* target = to + ((nint)((image * plan.ImageRows) + r) * plan.RowPositions * TLanes.Count);
                int row = firstRow + r;
                float* source = row >= chunk.FirstOutput && row < chunk.EndOutput ? from + ((long)row * shape.OutputWidth * shape.Outputs) : null;
                PackRow<TLanes>(plan, source, outputs, panels, target, panelStride);
            }
        }

        // The padding that follows the last row.
        float* end = to + ((nint)(((chunk.Images - 1) * plan.ImageRows) + rows) * plan.RowPositions * TLanes.Count);
        for (int panel = 0; panel < panels; panel++, end += panelStride) Clear<TLanes>(end, plan.ColumnAxis.Shared);
    }

    private static void PackRow<TLanes>(SpikeWeightPlan plan, float* from, int outputs, int panels, float* to, nint panelStride)
        where TLanes : struct, ILanes<TLanes>
    {
        int firstColumn = plan.ColumnAxis.First(0);
        int low = Math.Clamp(-firstColumn, 0, plan.RowPositions), high = Math.Clamp(plan.ColumnAxis.Outputs - firstColumn, low, plan.RowPositions);
        int stride = plan.Shape.Outputs;
        for (int panel = 0; panel < panels; panel++, to += panelStride)
        {
            if (from is null)
            {
                Clear<TLanes>(to, plan.RowPositions);
                continue;
            }

            int present = outputs - (panel * TLanes.Count);
            float* source = from + ((firstColumn + low) * (long)stride) + (panel * TLanes.Count), target = to + (low * TLanes.Count);
            Clear<TLanes>(to, low);
            if (present >= TLanes.Count)
            {
                for (int i = low; i < high; i++, source += stride, target += TLanes.Count) TLanes.Load(source).Store(target);
            }
            else
            {
                for (int i = low; i < high; i++, source += stride, target += TLanes.Count)
                {
                    for (int k = 0; k < TLanes.Count; k++) target[k] = k < present ? source[k] : 0;
                }
            }

            Clear<TLanes>(target, plan.RowPositions - high);
        }
    }

    private static void Clear<TLanes>(float* to, int positions)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int i = 0; i < positions; i++) TLanes.Create(0).Store(to + (i * TLanes.Count));
    }
}
