namespace SpikeDistill.Tensors.Neurons;

/// <summary>A coefficient as a function of the parameter that it is learned through, element by element.</summary>
public abstract class CoefficientMap
{
    /// <summary>The parameter itself.</summary>
    public static CoefficientMap Identity { get; } = new IdentityMap();

    /// <summary>1/(1 + e^(−x)), between 0 and 1.</summary>
    public static CoefficientMap Sigmoid { get; } = new SigmoidMap();

    /// <summary>The coefficient.</summary>
    public abstract double Value(double parameter);

    /// <summary>Its derivative.</summary>
    public abstract double Slope(double parameter);

    private sealed class IdentityMap : CoefficientMap
    {
        public override double Value(double parameter) => parameter;

        public override double Slope(double parameter) => 1;
    }

    private sealed class SigmoidMap : CoefficientMap
    {
        public override double Value(double parameter) => 1 / (1 + Math.Exp(-parameter));

        public override double Slope(double parameter)
        {
            // s·(1 − s) = e/(1 + e)² with e = e^(−|x|), which cannot overflow.
            double e = Math.Exp(-Math.Abs(parameter));
            return e / ((1 + e) * (1 + e));
        }
    }
}
