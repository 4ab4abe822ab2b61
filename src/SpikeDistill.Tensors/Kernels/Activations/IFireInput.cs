using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Activations;

/// <summary>Where the currents of an activation come from, and where their gradients go.</summary>
internal unsafe interface IFireInput<TSelf>
    where TSelf : struct, IFireInput<TSelf>
{
    /// <summary>Sums over rows and steps that gradients leave for each channel.</summary>
    static abstract int Sums { get; }

    /// <summary>Where a step's currents lie, whose place in the output is <paramref name="at"/> and that of the first step <paramref name="first"/>.</summary>
    Place Source(Place at, Place first, int step);

    /// <summary>The same with the memory that the sums are added to, [<see cref="Sums"/>][channels, rounded up to whole groups].</summary>
    TSelf WithSums(float* sums);

    /// <summary>Asks for the cache lines of elements that are read soon: so many behind a place and where its currents lie.</summary>
    void Prefetch(Place at, Place source, long ahead);

    /// <summary>What is the same for all pixels and steps of a vector of channels.</summary>
    InputVectors<TLanes> Vectors<TLanes>(int channel)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>The currents of a vector of channels, of which so many lanes exist, at a place and where its currents lie.</summary>
    TLanes Current<TLanes>(Place at, Place source, int lanes, in InputVectors<TLanes> vectors)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>Takes the gradient of a vector's currents at a step.</summary>
    void Give<TLanes>(Place at, int lanes, TLanes gradient, in InputVectors<TLanes> vectors, ref GradientTerms<TLanes> terms)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>Takes what all steps of a vector left; the place is that of the first.</summary>
    void Finish<TLanes>(Place at, int lanes, in InputVectors<TLanes> vectors, in GradientTerms<TLanes> terms)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>What a value is normalized with, for a vector of channels.</summary>
internal readonly record struct ChannelVectors<TLanes>(TLanes Mean, TLanes Scale, TLanes Shift)
    where TLanes : struct, ILanes<TLanes>;

/// <summary>The same for the value and for its shortcut.</summary>
internal readonly record struct InputVectors<TLanes>(ChannelVectors<TLanes> Main, ChannelVectors<TLanes> Side)
    where TLanes : struct, ILanes<TLanes>;

/// <summary>Sums of one vector over its steps: Σ g, Σ g · (x − mean), and the latter for the shortcut's normalization.</summary>
internal struct GradientTerms<TLanes>(TLanes zero)
    where TLanes : struct, ILanes<TLanes>
{
    public TLanes Total = zero;
    public TLanes Product = zero;
    public TLanes Side = zero;
}
