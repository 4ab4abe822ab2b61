using System.Diagnostics;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Data;

/// <summary>
/// Cuts a data set into batches and prepares them ahead, as low-priority work of the engine's own threads. Batch b of
/// epoch e is the same whatever the number of threads, the batches ahead, or where reading started.
/// </summary>
public sealed class BatchLoader
{
    // Bytes of images an item prepares: about a tenth of a millisecond of work, a millisecond where synthetic images are drawn first, and one
    // image of 128x128 or more: a kernel that needs the threads is not kept waiting.
    private const int BytesPerItem = 16 * 32 * 32 * 3;

    private static readonly ulong OrderStream = CounterRandom.Stream("order of samples");

    private readonly Workers _workers;
    private readonly IImageDataSet _set;
    private readonly ImageView _view;
    private readonly BatchOptions _options;
    private readonly float[][] _buffers;
    private readonly int _imagesPerItem;
    private long _stalledTicks;
    private int _reading;

    /// <summary>Makes a loader; nothing is prepared before batches are asked for.</summary>
    /// <exception cref="ArgumentException">
    /// A batch size or number of batches ahead that cannot be, an empty epoch, or a transform that cannot change such images.
    /// </exception>
    public BatchLoader(Engine engine, IImageDataSet set, ImageView view, BatchOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Size);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Ahead);
        options.Mixing?.Check();
        view.Check(set.Shape);
        _workers = engine.Workers;
        _set = GuardedImages.Of(set);
        _view = view;
        _options = options;
        _imagesPerItem = Math.Max(1, BytesPerItem / set.Shape.Size);
        BatchesPerEpoch = options.DropLast ? set.Count / options.Size : (set.Count + options.Size - 1) / options.Size;
        if (BatchesPerEpoch == 0)
        {
            throw new ArgumentException(
                $"{set.Name} holds {set.Count} images, which do not fill one batch of {options.Size}. Choose a smaller batch or more images.",
                nameof(options));
        }

        _buffers = new float[options.Ahead + 1][];
    }

    /// <summary>The constants that its images are normalized with.</summary>
    public PixelNormalization Normalization => _view.Normalization;

    /// <summary>The number of batches in an epoch.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>The number of images in an epoch.</summary>
    public int ImagesPerEpoch => Math.Min(_set.Count, BatchesPerEpoch * _options.Size);

    /// <summary>The time readers have stood still because a batch was not ready, over all epochs so far.</summary>
    public TimeSpan StalledTime => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _stalledTicks));

    /// <summary>The batches of an epoch, from <paramref name="firstBatch"/> on. One epoch is read at a time.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="firstBatch">The first.</param>
    /// <param name="every">How many batches lie from one to the next.</param>
    /// <exception cref="InvalidOperationException">Another epoch of this loader is still being read.</exception>
    /// <exception cref="OwnImagesException">A data set or a transform of one's own failed.</exception>
    public IEnumerable<Batch> Epoch(long epoch, int firstBatch = 0, int every = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstBatch, BatchesPerEpoch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(every);
        return Read(epoch, firstBatch, every);
    }

    private IEnumerable<Batch> Read(long epoch, int firstBatch, int every)
    {
        if (Interlocked.Exchange(ref _reading, 1) != 0)
        {
            throw new InvalidOperationException("An epoch of this loader is still being read; finish it first, or use a second loader.");
        }

        int[]? order = _options.Shuffle ? new CounterRandom(_options.Seed, OrderStream, epoch).Permutation(_set.Count) : null;
        Queue<PendingBatch> pending = new();
        int next = firstBatch;
        try
        {
            while (true)
            {
                // The batch just read has been let go, so its buffer is free: one in hand and Ahead in preparation.
                for (; next < BatchesPerEpoch && pending.Count <= _options.Ahead; next += every) pending.Enqueue(Prepare(order, epoch, next, next / every));
                if (pending.Count == 0) yield break;

                long start = Stopwatch.GetTimestamp();
                pending.Peek().Wait();
                Interlocked.Add(ref _stalledTicks, Stopwatch.GetTimestamp() - start);
                Batch batch = pending.Dequeue().Batch;
                Count(batch);
                yield return batch;
            }
        }
        finally
        {
            foreach (PendingBatch batch in pending) batch.Abandon();
            Volatile.Write(ref _reading, 0);
        }
    }

    /// <summary>Images that could not be read are known once their batch is there.</summary>
    private void Count(Batch batch)
    {
        if (batch.Indices.Any(_set.IsReplaced))
        {
            batch.CountedLabels = [.. batch.Indices.Select((index, i) => _set.IsReplaced(index) ? -1 : batch.Labels[i])];
        }
    }

    private PendingBatch Prepare(int[]? order, long epoch, int number, int turn)
    {
        int start = number * _options.Size, whole = Math.Min(_options.Size, _set.Count - start);
        (int[] places, int[]? bounds) = _options.Share is { } share ? share.Of(whole) : ([.. Enumerable.Range(0, whole)], null);
        int count = places.Length, size = _set.Shape.Size;
        int[] indices = [.. places.Select(Index)], labels = [.. indices.Select(_set.Label)];
        float[] images = _buffers[turn % _buffers.Length] ??= GC.AllocateUninitializedArray<float>(MostImages * size);
        if (_options.Mixing?.Draw(_options.Seed, epoch, number, _set.Shape) is { } mix)
        {
            MixedPair[] pairs = MixedPair.Of(places, whole);
            LabelMix others = new([.. places.Select(place => _set.Label(Index(whole - 1 - place)))], mix.Share);
            Batch mixed = new(images, _set.Shape, indices, labels, epoch, number, others, whole: whole, bounds: bounds);
            return new PendingBatch(mixed, _workers, pairs.Length, Math.Max(1, _imagesPerItem / 2), RenderPair);

            void RenderPair(int i)
            {
                MixedPair pair = pairs[i];
                Render(pair.First, Index(pair.FirstPlace));
                if (pair.Second == pair.First) return;
                Render(pair.Second, Index(whole - 1 - pair.FirstPlace));
                mix.Apply(images.AsSpan(pair.First * size, size), images.AsSpan(pair.Second * size, size), _set.Shape);
            }
        }

        Batch plain = new(images, _set.Shape, indices, labels, epoch, number, whole: whole, bounds: bounds);
        return new PendingBatch(plain, _workers, count, _imagesPerItem, i => Render(i, indices[i]));

        int Index(int place) => order is null ? start + place : order[start + place];

        void Render(int slot, int index) => _view.Render(_set, index, _options.Seed, epoch, images.AsSpan(slot * size, size));
    }

    /// <summary>Images that a buffer has room for: of a share beside others that is mixed, the other image of each pair too.</summary>
    private int MostImages
    {
        get
        {
            int images = Math.Min(_options.Size, _set.Count);
            if (_options.Share is not { } share) return images;
            int most = share.Of(images).Places.Length + share.Parts;
            return _options.Mixing is null || share.Ranks == 1 ? most : 2 * most;
        }
    }
}
