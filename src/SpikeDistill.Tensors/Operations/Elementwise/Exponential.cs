using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The exponential function, the natural logarithm and the square.</summary>
public static class ExponentialOperation
{
    /// <summary>y = exp(x), element by element. Any shape, Float32.</summary>
    public static Tensor Exp(this Tape tape, Tensor x)
    {
        Tensor y = tape.Allocate(x.Shape);
        ElementwiseMap.Run(tape.Engine.Workers, default(ExpOf), x, y);
        Saved output = tape.Save(y);
        return tape.Record("Exp", y, [x], [output], (dy, gradients) => Give(tape, gradients, default(Product), x, output, dy)); // dx = dy · y
    }

    /// <summary>y = log(x), element by element. Any shape, Float32; −∞ at 0 and NaN below.</summary>
    public static Tensor Log(this Tape tape, Tensor x)
    {
        Tensor y = tape.Allocate(x.Shape);
        ElementwiseMap.Run(tape.Engine.Workers, default(LogOf), x, y);
        Saved input = tape.Save(x);
        return tape.Record("Log", y, [x], [input], (dy, gradients) => Give(tape, gradients, default(Quotient), x, input, dy)); // dx = dy / x
    }

    /// <summary>y = x², element by element. Any shape, Float32.</summary>
    public static Tensor Square(this Tape tape, Tensor x)
    {
        Tensor y = tape.Allocate(x.Shape);
        ElementwiseMap.Run(tape.Engine.Workers, default(Product), x, x, y);
        Saved input = tape.Save(x);
        return tape.Record("Square", y, [x], [input], (dy, gradients) => Give(tape, gradients, default(TwiceProduct), x, input, dy)); // dx = 2 · dy · x
    }

    private static void Give<TOperator>(Tape tape, Gradients gradients, TOperator op, Tensor x, Saved saved, Tensor dy)
        where TOperator : struct, IBinaryOperator
    {
        Tensor dx = gradients.Reuse(dy);
        ElementwiseMap.Run(tape.Engine.Workers, op, dy, saved.Value, dx);
        gradients.Give(x, dx);
    }

    private readonly struct ExpOf : IUnaryOperator
    {
        public TLanes Apply<TLanes>(TLanes x)
            where TLanes : struct, ILanes<TLanes>
            => TLanes.Exp(x);
    }

    private readonly struct LogOf : IUnaryOperator
    {
        public TLanes Apply<TLanes>(TLanes x)
            where TLanes : struct, ILanes<TLanes>
            => TLanes.Log(x);
    }

    private readonly struct Quotient : IBinaryOperator
    {
        public TLanes Apply<TLanes>(TLanes x, TLanes y)
            where TLanes : struct, ILanes<TLanes>
            => x / y;
    }

    private readonly struct TwiceProduct : IBinaryOperator
    {
        public TLanes Apply<TLanes>(TLanes x, TLanes y)
            where TLanes : struct, ILanes<TLanes>
            => (x + x) * y;
    }
}
