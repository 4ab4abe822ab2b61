using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

/// <summary>One chunk: its bits are listed once, then each panel of outputs goes through the lists, segment by segment.</summary>
internal readonly unsafe ref struct ForwardChunk<TLanes, TEntries>
    where TLanes : struct, ILanes<TLanes>
    where TEntries : struct, IListEntries
{
    private readonly ForwardPlan _plan;
    private readonly ForwardPanels _panels;
    private readonly ForwardLists _lists;
    private readonly float* _sums;
    private readonly ushort* _bits;
    private readonly byte* _values;

    public ForwardChunk(ForwardPlan plan, ForwardPanels panels, ForwardScratch layout, byte* scratch)
    {
        _plan = plan;
        _panels = panels;
        _sums = (float*)scratch;
        _lists = new ForwardLists(plan, scratch + layout.Lists, layout.HasValues);
        _bits = (ushort*)(scratch + layout.Bits);
        _values = scratch + layout.Values;
    }

    /// <summary>The values that the lists stand for, of counts.</summary>
    public byte* Values => _lists.Values;

    /// <summary>Hands all outputs on; meanwhile they lie in memory that the next chunk overwrites.</summary>
    public void Run(ConvolutionSource source, TEntries entries, IOutputChunks taker, float* memory, int chunk)
    {
        ForwardPlace place = _plan.PlaceOf(chunk);
        bool inPlace = _panels.Count == 1 && _panels.Valid(0) == _panels.Vectors(0) * TLanes.Count;
        float* outputs = inPlace ? _sums : memory;
        Run(source, entries, outputs, place, 0, _panels.Count, fetches: false);
        taker.Take<TLanes>(outputs, place.FirstPixel, place.EndPixel);
    }

    public void Run(ConvolutionSource source, TEntries entries, float* output, int chunk, int firstPanel, int endPanel)
    {
        ForwardPlace place = _plan.PlaceOf(chunk);
        Run(source, entries, output + (place.FirstPixel * _plan.Shape.Outputs), place, firstPanel, endPanel, fetches: true);
    }

    private void Run(ConvolutionSource source, TEntries entries, float* origin, ForwardPlace place, int firstPanel, int endPanel, bool fetches)
    {
        if (_plan.IsDirect)
        {
            _lists.Build(source.Spikes, place);
        }
        else
        {
            if (TEntries.HaveValues) ForwardHalo.Fill(_plan, source.Counts, place, _bits, _values);
            else ForwardHalo.Fill(_plan, source.Spikes, place, _bits);
            _lists.Build(_bits, _values, place.AllImages, place.Rows);
        }

        for (int panel = firstPanel; panel < endPanel; panel++)
        {
            float* target = origin + ((long)panel * ForwardPanels.MostVectors * TLanes.Count);
            if (_panels.Vectors(panel) == ForwardWalk4<TLanes, TEntries>.Vectors)
            {
                RunPanel<ForwardWalk4<TLanes, TEntries>>(panel, entries, place.Pixels, target, fetches);
            }
            else
            {
                RunPanel<ForwardWalk2<TLanes, TEntries>>(panel, entries, place.Pixels, target, fetches);
            }
        }
    }

    private void RunPanel<TWalk>(int panel, TEntries entries, int pixels, float* target, bool fetches)
        where TWalk : struct, IForwardWalk<TEntries>
    {
        int width = TWalk.Vectors * TLanes.Count, valid = _panels.Valid(panel), outputs = _plan.Shape.Outputs;
        for (int s = 0; s < _plan.Segments.Length; s++)
        {
            ForwardList* order = _lists.Order(s), end = order + pixels;
            bool first = s == 0, last = s == _plan.Segments.Length - 1 && valid == width;
            TWalk.Run(
                _panels.Row(panel, _plan.Segments[s].FirstRow), _lists.Indices, entries, order, end,
                first ? _panels.Bias(panel) : _sums, first ? 0 : width,
                last ? target : _sums, last ? outputs : width,
                fetches: last && fetches);
        }

        if (valid == width) return;
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            new Span<float>(_sums + ((long)pixel * width), valid).CopyTo(new Span<float>(target + ((long)pixel * outputs), valid));
        }
    }
}
