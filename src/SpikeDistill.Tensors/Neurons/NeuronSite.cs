using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Neurons;

/// <summary>Where the neurons in a set of lanes stand, and what has been learned there; neurons that are the same everywhere ignore it.</summary>
public readonly unsafe struct NeuronSite
{
    private readonly CoefficientRows _rows;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal NeuronSite(int step, int channel, CoefficientRows rows)
    {
        Step = step;
        Channel = channel;
        _rows = rows;
    }

    /// <summary>The time step, from 0.</summary>
    public int Step { get; }

    /// <summary>The channel of the first lane; the others follow.</summary>
    public int Channel { get; }

    /// <summary>The values of a learned coefficient, by its place in <see cref="INeuron.Coefficients"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Coefficient<TLanes>(int index)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Load(_rows.Values + Place(index));

    /// <summary>Adds to the gradient of a learned coefficient; for backward methods.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddGradient<TLanes>(int index, TLanes gradient)
        where TLanes : struct, ILanes<TLanes>
    {
        float* sum = _rows.Sums + Place(index);
        (TLanes.Load(sum) + gradient).Store(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Place(int index) => _rows.Places[index].First + (Step * _rows.Places[index].StepLength) + Channel;
}

/// <summary>Where learned coefficients lie, spread over channels; null where a neuron has none.</summary>
internal unsafe struct CoefficientRows
{
    public CoefficientPlace* Places;
    public float* Values;

    /// <summary>What their gradients are added to, laid out as the values are.</summary>
    public float* Sums;
}

/// <summary>One coefficient's place in floats: its first row, and from one step's row to the next, which is 0 where all steps share one.</summary>
internal readonly record struct CoefficientPlace(long First, long StepLength);
