using System.Runtime.CompilerServices;

namespace SpikeDistill.Inference.Kernels;

/// <summary>What charges neurons, as a walk reads it: it stands at a place.</summary>
internal interface IWalkedCurrent<TSelf>
    where TSelf : struct, IWalkedCurrent<TSelf>
{
    /// <summary>That of a place, from what stands at the first.</summary>
    TSelf Of(in WalkedPlaces walked, int place);

    /// <summary>The current of channels side by side.</summary>
    /// <param name="step">The step.</param>
    /// <param name="channel">The first channel, of the block.</param>
    TLanes At<TLanes>(int step, int channel)
        where TLanes : struct, IFloatLanes<TLanes>;
}

/// <summary>Currents that were summed before.</summary>
/// <param name="currents">[steps, places, width].</param>
/// <param name="step">From a step to the next; 0 where one current stays.</param>
internal readonly unsafe struct SummedCurrent(float* currents, nint step) : IWalkedCurrent<SummedCurrent>
{
    private readonly float* _currents = currents;
    private readonly nint _step = step;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SummedCurrent Of(in WalkedPlaces walked, int place) => new(_currents + ((nint)place * walked.Width), _step);

    /// <summary>The current of the first channel.</summary>
    public float* At(int step) => _currents + (step * _step);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes At<TLanes>(int step, int channel)
        where TLanes : struct, IFloatLanes<TLanes>
        => TLanes.Load(At(step) + channel);
}

/// <summary>Sums of 16 bits, scaled, and a bias.</summary>
/// <param name="sums">[runs, steps, places, width].</param>
/// <param name="step">From a step to the next.</param>
/// <param name="runs">Runs, whose sums belong together.</param>
/// <param name="run">From a run to the next.</param>
/// <param name="scales">[width].</param>
/// <param name="bias">[width].</param>
internal readonly unsafe struct ScaledSums(short* sums, nint step, int runs, nint run, float* scales, float* bias) : IWalkedCurrent<ScaledSums>
{
    private readonly short* _sums = sums;
    private readonly nint _step = step, _run = run;
    private readonly int _runs = runs;
    private readonly float* _scales = scales, _bias = bias;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ScaledSums Of(in WalkedPlaces walked, int place) => new(_sums + ((nint)place * walked.Width), _step, _runs, _run, _scales, _bias);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes At<TLanes>(int step, int channel)
        where TLanes : struct, IFloatLanes<TLanes>
        => TLanes.Load(_bias + channel) + Scaled<TLanes>(step, channel);

    /// <summary>The same without the bias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Scaled<TLanes>(int step, int channel)
        where TLanes : struct, IFloatLanes<TLanes>
        => TLanes.OfSums(_sums + (step * _step) + channel, _runs, _run) * TLanes.Load(_scales + channel);
}

/// <summary>The same of two terms: beside a convolution the projection of a shortcut.</summary>
/// <param name="sums">What is added to.</param>
/// <param name="others">What is added.</param>
internal readonly struct TwoSums(ScaledSums sums, ScaledSums others) : IWalkedCurrent<TwoSums>
{
    private readonly ScaledSums _sums = sums, _others = others;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TwoSums Of(in WalkedPlaces walked, int place) => new(_sums.Of(walked, place), _others.Of(walked, place));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes At<TLanes>(int step, int channel)
        where TLanes : struct, IFloatLanes<TLanes>
        => _sums.At<TLanes>(step, channel) + _others.Scaled<TLanes>(step, channel);
}

/// <summary>Scaled sums and numbers of spikes, scaled: a shortcut.</summary>
/// <param name="sums">What is added to.</param>
/// <param name="words">The words of the block in the first pixel of the first image's frame of the first step.</param>
/// <param name="planes">Spikes that a value is the sum of.</param>
/// <param name="plane">Words from a plane to the next.</param>
/// <param name="frame">Words from an image's frame to the next one's.</param>
/// <param name="step">Words from a step to the next.</param>
/// <param name="scales">[width].</param>
internal readonly unsafe struct SumsAndSpikes(ScaledSums sums, ulong* words, int planes, int plane, nint frame, nint step, float* scales)
    : IWalkedCurrent<SumsAndSpikes>
{
    private readonly ScaledSums _sums = sums;
    private readonly ulong* _words = words;
    private readonly int _planes = planes, _plane = plane;
    private readonly nint _frame = frame, _step = step;
    private readonly float* _scales = scales;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SumsAndSpikes Of(in WalkedPlaces walked, int place)
    {
        ulong* pixel = _words + (walked.Lanes[place] * _frame) + ((nint)walked.Pixels[place] * _planes * _plane);
        return new(_sums.Of(walked, place), pixel, _planes, _plane, _frame, _step, _scales);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes At<TLanes>(int step, int channel)
        where TLanes : struct, IFloatLanes<TLanes>
    {
        ulong* fired = _words + (step * _step);
        TLanes scale = TLanes.Load(_scales + channel);
        TLanes spikes = _planes == 1 ? TLanes.WhereFired(*fired, channel, scale) : TLanes.OfSpikes(fired, _planes, _plane, channel) * scale;
        return _sums.At<TLanes>(step, channel) + spikes;
    }
}
