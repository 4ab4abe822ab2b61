using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Data;

/// <summary>A batch in preparation: a few images an item, each item low-priority work.</summary>
internal sealed class PendingBatch
{
    private readonly BackgroundWork[] _items;
    private volatile bool _abandoned;

    /// <param name="batch">The batch.</param>
    /// <param name="workers">Who prepares it.</param>
    /// <param name="count">How often <paramref name="render"/> is called: for each image, or for each pair.</param>
    /// <param name="perItem">How many of these are one item.</param>
    /// <param name="render">Prepares one.</param>
    public PendingBatch(Batch batch, Workers workers, int count, int perItem, Action<int> render)
    {
        Batch = batch;
        _items = new BackgroundWork[(count + perItem - 1) / perItem];
        for (int item = 0; item < _items.Length; item++)
        {
            int start = item * perItem, end = Math.Min(count, start + perItem);
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
