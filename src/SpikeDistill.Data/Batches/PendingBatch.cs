using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Data;

/// <summary>A batch in preparation: a few images an item, each item low-priority work.</summary>
internal sealed class PendingBatch
{
    private readonly BackgroundWork[] _items;
    private volatile bool _abandoned;

    public PendingBatch(Batch batch, Workers workers, int imagesPerItem, Action<int> render)
    {
        Batch = batch;
        _items = new BackgroundWork[(batch.Count + imagesPerItem - 1) / imagesPerItem];
        for (int item = 0; item < _items.Length; item++)
        {
            int start = item * imagesPerItem, end = Math.Min(batch.Count, start + imagesPerItem);
            _items[item] = workers.Post(() =>
            {
                for (int i = start; i < end && !_abandoned; i++) render(i);
            });
        }
    }

    public Batch Batch { get; }

    /// <summary>Returns when every image is there. Helps from the back, while the workers come from the front.</summary>
    public void Wait()
    {
        for (int item = _items.Length - 1; item >= 0; item--) _items[item].Wait();
    }

    /// <summary>Stops the preparation; afterwards no thread writes to the batch any more.</summary>
    public void Abandon()
    {
        _abandoned = true;
        foreach (BackgroundWork item in _items)
        {
            try
            {
                item.Wait();
            }
#pragma warning disable CA1031 // Nobody reads this batch, so what went wrong in it concerns nobody.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }
    }
}
