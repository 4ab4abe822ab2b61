using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels;

/// <summary>x + y.</summary>
internal readonly struct Sum : IBinaryOperator
{
    public TLanes Apply<TLanes>(TLanes x, TLanes y)
        where TLanes : struct, ILanes<TLanes>
        => x + y;
}
