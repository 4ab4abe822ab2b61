namespace SpikeDistill.Tensors.Lanes;

/// <summary>A function of one operand, applied element by element.</summary>
internal interface IUnaryOperator
{
    TLanes Apply<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>A function of two operands, applied element by element.</summary>
internal interface IBinaryOperator
{
    TLanes Apply<TLanes>(TLanes x, TLanes y)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>x.</summary>
internal readonly struct Identity : IUnaryOperator
{
    public TLanes Apply<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
        => x;
}

/// <summary>x + y.</summary>
internal readonly struct Sum : IBinaryOperator
{
    public TLanes Apply<TLanes>(TLanes x, TLanes y)
        where TLanes : struct, ILanes<TLanes>
        => x + y;
}

/// <summary>x · y.</summary>
internal readonly struct Product : IBinaryOperator
{
    public TLanes Apply<TLanes>(TLanes x, TLanes y)
        where TLanes : struct, ILanes<TLanes>
        => x * y;
}

/// <summary>x − y.</summary>
internal readonly struct Difference : IBinaryOperator
{
    public TLanes Apply<TLanes>(TLanes x, TLanes y)
        where TLanes : struct, ILanes<TLanes>
        => x - y;
}

/// <summary>factor · x + offset.</summary>
internal readonly struct Line(float factor, float offset = 0) : IUnaryOperator
{
    public TLanes Apply<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
        => (x * TLanes.Create(factor)) + TLanes.Create(offset);
}
