using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Channels;

/// <summary>Σ dy and Σ dy · (x − mean) of each channel over all rows, what the gradients of a normalization are made of.</summary>
/// <remarks>Whoever writes dy may have its rows taken up piece by piece, while they are in a cache; that changes no bit.</remarks>
internal sealed unsafe class ChannelGradientSums : IDisposable
{
    private readonly Engine _engine;
    private readonly ChannelSums _sums;
    private readonly ChannelGradientTerms _terms;

    public ChannelGradientSums(Engine engine, Tensor dy, Tensor x, Tensor mean)
    {
        _engine = engine;
        int channels = x.Shape[^1];
        _sums = new ChannelSums(engine, x.Shape.Count / channels, channels);
        _terms = new ChannelGradientTerms(dy.Floats, x.Floats, mean.Floats, channels);
    }

    /// <summary>A piece has a multiple of so many rows, but for the last.</summary>
    public int PieceRows => _sums.ChunkRows;

    /// <summary>Whether all rows have been taken up.</summary>
    public bool Complete { get; set; }

    /// <summary>Takes up the rows [first, end), a piece.</summary>
    public void Take<TLanes>(long first, long end)
        where TLanes : struct, ILanes<TLanes>
        => _sums.Take<ChannelGradientTerms, TLanes>(_terms, first, end);

    /// <summary>The sums, of rows that are all written.</summary>
    public (double[] Total, double[] Product) Totals()
    {
        if (!Complete) _sums.TakeAll(_engine, _terms);
        return _sums.Totals();
    }

    public void Dispose() => _sums.Dispose();
}
