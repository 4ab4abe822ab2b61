using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Ranks;

/// <summary>
/// Sums the gradients of parameters over ranks, in buckets: parameters lie behind each other in them, so that small ones cost no exchange of
/// their own. Where the ranks have a second line, a thread sums over it what is complete while the backward pass goes on with the rest. How buckets are
/// cut follows from the parameters, the order in which they are complete and the number of ranks, and changes no bit.
/// </summary>
internal sealed class GradientExchange : IDisposable
{
    // 4 MiB: large enough to be carried at full speed, small enough to stay in a third-level cache.
    private const int BucketFloats = 1 << 20;

    private readonly ICommunicator _ranks;
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly bool _inPairs;
    private readonly TensorScope _scope;
    private readonly Tensor _bucket;
    private readonly Tensor _scratch;
    private readonly HashSet<Tensor> _begun = new(ReferenceEqualityComparer.Instance);
    private readonly List<(Tensor Gradient, int Start, int Length, int At)> _pieces = [];
    private readonly BlockingCollection<Action>? _work;
    private readonly SemaphoreSlim _finished = new(0);
    private readonly Thread? _thread;
    private int _used;
    private volatile Exception? _failure;

    /// <param name="engine">Whose memory is used.</param>
    /// <param name="ranks">The ranks.</param>
    /// <param name="parameters">What is learned.</param>
    /// <param name="inPairs">Whether ranks are added in pairs, pairs of pairs and so on; else one after the other.</param>
    public GradientExchange(Engine engine, ICommunicator ranks, IReadOnlyList<Parameter> parameters, bool inPairs)
    {
        (_ranks, _parameters, _inPairs, _scope) = (ranks.Beside ?? ranks, parameters, inPairs, new TensorScope(engine));
        Shape bucket = new((int)Floats(parameters, ranks.Count));
        (_bucket, _scratch) = (_scope.Zeros(bucket), _scope.Zeros(bucket));
        if (ranks.Beside is null) return;
        _work = [];
        _thread = new Thread(Serve) { IsBackground = true, Name = "SpikeDistill gradients" };
        _thread.Start();
    }

    /// <summary>Whether gradients travel while the backward pass goes on, so that it is worth to begin with them early.</summary>
    public bool Overlaps => _thread is not null;

    /// <summary>The memory that it holds, bytes.</summary>
    /// <param name="values">Values of all parameters.</param>
    /// <param name="ranks">The number of ranks.</param>
    public static long Bytes(long values, int ranks) => 2 * sizeof(float) * BucketOf(values, ranks);

    /// <summary>Begins with a gradient to which nothing is added any more; all ranks begin with the same in the same order.</summary>
    public void Begin(Tensor parameter, Gradients gradients)
    {
        if (gradients.FindOwned(parameter) is { } gradient && _begun.Add(parameter)) Do(() => Put(gradient));
    }

    /// <summary>Makes the gradients of this rank's part of a batch those of the whole batch, those that were begun with too.</summary>
    public void Sum(Gradients gradients)
    {
        foreach (Parameter parameter in _parameters) Begin(parameter.Value, gradients);
        Do(Flush);
        _begun.Clear();
        if (_work is null) return;
        _work.Add(() => _finished.Release());
        _finished.Wait();
        if (_failure is { } failure) ExceptionDispatchInfo.Throw(failure);
    }

    public void Dispose()
    {
        if (_work is not null)
        {
            // What was begun with and not summed is of a step that has failed: nobody waits for the others any more.
            if (_begun.Count > 0) _ranks.GiveUp();
            _work.CompleteAdding();
            _thread!.Join();
            _work.Dispose();
        }

        _finished.Dispose();
        _scope.Dispose();
    }

    private void Do(Action work)
    {
        if (_work is null) work();
        else _work.Add(() => Guarded(work));
    }

    private void Serve()
    {
        foreach (Action work in _work!.GetConsumingEnumerable()) work();
    }

    private void Guarded(Action work)
    {
        try
        {
            if (_failure is null) work();
        }
#pragma warning disable CA1031 // It is thrown where the sums are waited for.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            _failure = thrown;
        }
    }

    private void Put(Tensor gradient)
    {
        int length = checked((int)gradient.Shape.Count);
        for (int start = 0; start < length;)
        {
            int piece = Math.Min(length - start, (int)_bucket.Shape.Count - _used);
            gradient.Values.Slice(start, piece).CopyTo(_bucket.Values[_used..]);
            _pieces.Add((gradient, start, piece, _used));
            _used += piece;
            start += piece;
            if (_used == _bucket.Shape.Count) Flush();
        }
    }

    private void Flush()
    {
        int whole = RoundUp(_used, _ranks.Count);
        if (whole == 0) return;
        _bucket.Values[_used..whole].Clear();
        _ranks.Sum(_bucket.Values[..whole], _scratch.Values[..whole], _inPairs);
        foreach ((Tensor gradient, int start, int length, int at) in _pieces)
        {
            _bucket.Values.Slice(at, length).CopyTo(gradient.Values[start..]);
        }

        _pieces.Clear();
        _used = 0;
    }

    private static long Floats(IReadOnlyList<Parameter> parameters, int ranks) => BucketOf(parameters.Sum(parameter => parameter.Value.Shape.Count), ranks);

    private static long BucketOf(long values, int ranks) => RoundUp((int)Math.Min(values, BucketFloats), ranks);

    private static int RoundUp(int length, int multiple) => (length + multiple - 1) / multiple * multiple;
}
