using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Analyses;

/// <summary>Keeps the spikes of a few neurons of each layer, of one image: neurons that fire at all, evenly over the layer, else any.</summary>
/// <param name="neurons">Neurons of a layer.</param>
internal sealed class SpikeRecorder(int neurons) : IForwardObserver
{
    private readonly List<LayerRaster> _rasters = [];

    public IReadOnlyList<LayerRaster> Rasters => _rasters;

    /// <inheritdoc/>
    public void Activated(string layer, Tensor output)
    {
        if (output.Kind != StorageKind.Spikes)
        {
            return;
        }

        int steps = output.Shape[0], channels = output.Shape[^1], row = SpikeLayout.RowBytes(channels);
        int places = (int)(output.Shape.Count / steps), rows = places / channels;
        byte[] bits = output.Bits.ToArray();
        bool Fires(int place, int step)
        {
            (int pixel, int channel) = Math.DivRem(place, channels);
            return (bits[(((step * rows) + pixel) * row) + (channel / 8)] >> (channel % 8) & 1) != 0;
        }

        int[] firing = [.. Enumerable.Range(0, places).Where(place => Enumerable.Range(0, steps).Any(step => Fires(place, step)))];
        int[] from = firing.Length > 0 ? firing : [.. Enumerable.Range(0, places)];
        int count = Math.Min(neurons, from.Length);
        int[] kept = [.. Enumerable.Range(0, count).Select(i => from[(int)((long)i * from.Length / count)])];
        _rasters.Add(
            new LayerRaster(
                layer,
                kept,
                [.. kept.Select(place => (IReadOnlyList<int>)[.. Enumerable.Range(1, steps).Where(step => Fires(place, step - 1))])]));
    }
}
