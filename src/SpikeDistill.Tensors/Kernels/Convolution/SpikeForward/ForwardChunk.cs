using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

/// <summary>One chunk: its bits are listed once, then each panel of outputs goes through the lists, segment by segment.</summary>
internal readonly unsafe ref struct ForwardChunk<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private readonly ForwardPlan _plan;
    private readonly ForwardPanels _panels;
    private readonly ForwardLists _lists;
    private readonly float* _sums;
    private readonly ushort* _bits;

    public ForwardChunk(ForwardPlan plan, ForwardPanels panels, ForwardScratch layout, byte* scratch)
    {
        _plan = plan;
        _panels = panels;
        _sums = (float*)scratch;
        _lists = new ForwardLists(plan, scratch + layout.Lists);
        _bits = (ushort*)(scratch + layout.Bits);
    }

    public void Run(byte* spikes, float* output, int chunk, int firstPanel, int endPanel)
    {
        ForwardPlace place = _plan.PlaceOf(chunk);
        ForwardHalo.Fill(_plan, spikes, place, _bits);
        _lists.Build(_bits, place.Images, place.Rows);
        int pixels = (int)(place.EndPixel - place.FirstPixel);
        float* origin = output + (place.FirstPixel * _plan.Shape.Outputs);
        for (int panel = firstPanel; panel < endPanel; panel++)
        {
            float* target = origin + ((long)panel * ForwardPanels.MostVectors * TLanes.Count);
            if (_panels.Vectors(panel) == ForwardWalk4<TLanes>.Vectors)
            {
                RunPanel<ForwardWalk4<TLanes>>(panel, pixels, target);
            }
            else
            {
                RunPanel<ForwardWalk2<TLanes>>(panel, pixels, target);
            }
        }
    }

    private void RunPanel<TWalk>(int panel, int pixels, float* target)
        where TWalk : struct, IForwardWalk
    {
        int width = TWalk.Vectors * TLanes.Count, valid = _panels.Valid(panel), outputs = _plan.Shape.Outputs;
        for (int s = 0; s < _plan.Segments.Length; s++)
        {
            ForwardList* order = _lists.Order(s), end = order + pixels;
            bool first = s == 0, last = s == _plan.Segments.Length - 1 && valid == width;
            TWalk.Run(
                _panels.Row(panel, _plan.Segments[s].FirstRow), _lists.Indices, order, end,
                first ? _panels.Bias(panel) : _sums, first ? 0 : width,
                last ? target : _sums, last ? outputs : width,
                fetches: last);
        }

        if (valid == width) return;
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            new Span<float>(_sums + ((long)pixel * width), valid).CopyTo(new Span<float>(target + ((long)pixel * outputs), valid));
        }
    }
}
