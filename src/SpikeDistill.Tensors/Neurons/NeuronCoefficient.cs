namespace SpikeDistill.Tensors.Neurons;

/// <summary>A number in a neuron's equations that a layer learns, through a parameter that it is a function of.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Extent">Which neurons and steps share a value.</param>
/// <param name="Start">What every element of the parameter is before training.</param>
public sealed record NeuronCoefficient(string Name, CoefficientExtent Extent, float Start)
{
    /// <summary>From the parameter to the coefficient.</summary>
    public CoefficientMap Map { get; init; } = CoefficientMap.Identity;

    /// <summary>Rows of channels that it is spread over: one, or one a step.</summary>
    internal int Rows(int timesteps) => Extent is CoefficientExtent.Step or CoefficientExtent.StepAndChannel ? timesteps : 1;

    /// <summary>The parameter's shape: [], [C], [T] or [T, C].</summary>
    public Shape ParameterShape(int channels, int timesteps) => Extent switch
    {
        CoefficientExtent.Layer => new Shape(),
        CoefficientExtent.Channel => new Shape(channels),
        CoefficientExtent.Step => new Shape(timesteps),
        CoefficientExtent.StepAndChannel => new Shape(timesteps, channels),
        _ => throw new ArgumentOutOfRangeException(nameof(Extent), Extent, $"There is no such extent of the coefficient '{Name}'."),
    };
}

/// <summary>Which neurons and steps of a layer share a learned value.</summary>
public enum CoefficientExtent
{
    /// <summary>All.</summary>
    Layer,

    /// <summary>Those of a channel.</summary>
    Channel,

    /// <summary>All neurons at one step.</summary>
    Step,

    /// <summary>Those of a channel at one step.</summary>
    StepAndChannel,
}
