using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Ranks;

/// <summary>
/// Sums the gradients of parameters over ranks, in buckets: parameters lie behind each other in them, so that small ones cost no exchange of
/// their own. How they are cut follows from the parameters and the number of ranks alone, and changes no bit.
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

    /// <param name="engine">Whose memory is used.</param>
    /// <param name="ranks">The ranks.</param>
    /// <param name="parameters">What is learned.</param>
    /// <param name="inPairs">Whether ranks are added in pairs, pairs of pairs and so on; else one after the other.</param>
    public GradientExchange(Engine engine, ICommunicator ranks, IReadOnlyList<Parameter> parameters, bool inPairs)
    {
        (_ranks, _parameters, _inPairs, _scope) = (ranks, parameters, inPairs, new TensorScope(engine));
        Shape bucket = new((int)Floats(parameters, ranks.Count));
        (_bucket, _scratch) = (_scope.Zeros(bucket), _scope.Zeros(bucket));
    }

    /// <summary>The memory that it holds, bytes.</summary>
    /// <param name="values">Values of all parameters.</param>
    /// <param name="ranks">The number of ranks.</param>
    public static long Bytes(long values, int ranks) => 2 * sizeof(float) * BucketOf(values, ranks);

    /// <summary>Makes the gradients of this rank's part of a batch those of the whole batch.</summary>
    public void Sum(Gradients gradients)
    {
        int used = 0;
        List<(Tensor Gradient, int Start, int Length, int At)> pieces = [];
        foreach (Parameter parameter in _parameters)
        {
            if (gradients.FindOwned(parameter.Value) is not { } gradient) continue;
            int length = checked((int)gradient.Shape.Count);
            for (int start = 0; start < length;)
            {
                int piece = Math.Min(length - start, (int)_bucket.Shape.Count - used);
                gradient.Values.Slice(start, piece).CopyTo(_bucket.Values[used..]);
                pieces.Add((gradient, start, piece, used));
                used += piece;
                start += piece;
                if (used == _bucket.Shape.Count) used = Flush(pieces, used);
            }
        }

        if (used > 0) Flush(pieces, used);
    }

    public void Dispose() => _scope.Dispose();

    private int Flush(List<(Tensor Gradient, int Start, int Length, int At)> pieces, int used)
    {
        int whole = RoundUp(used, _ranks.Count);
        _bucket.Values[used..whole].Clear();
        _ranks.Sum(_bucket.Values[..whole], _scratch.Values[..whole], _inPairs);
        foreach ((Tensor gradient, int start, int length, int at) in pieces)
        {
            _bucket.Values.Slice(at, length).CopyTo(gradient.Values[start..]);
        }

        pieces.Clear();
        return 0;
    }

    private static long Floats(IReadOnlyList<Parameter> parameters, int ranks) => BucketOf(parameters.Sum(parameter => parameter.Value.Shape.Count), ranks);

    private static long BucketOf(long values, int ranks) => RoundUp((int)Math.Min(values, BucketFloats), ranks);

    private static int RoundUp(int length, int multiple) => (length + multiple - 1) / multiple * multiple;
}
