namespace SpikeDistill.Tensors.Neurons;

/// <summary>A number in a neuron's equations that a layer learns, through a parameter that it is a function of.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Extent">Which neurons and steps share a value.</param>
/// <param name="Start">What every element of the parameter is before training.</param>
public sealed record NeuronCoefficient(string Name, CoefficientExtent Extent, float Start)
{
    /// <summary>How far elements of the parameter lie from <see cref="Start"/> before training at most, drawn evenly; 0 for all alike.</summary>
    public float Spread { get; init; }

    /// <summary>The start where it depends on T; null where it does not.</summary>
    public Func<int, float>? StartOver { get; init; }

    /// <summary>From the parameter to the coefficient.</summary>
    public CoefficientMap Map { get; init; } = CoefficientMap.Identity;

    /// <summary>Rows of channels that it is spread over: one, or one a step.</summary>
    internal int Rows(int timesteps) => Extent is CoefficientExtent.Step or CoefficientExtent.StepAndChannel ? timesteps : 1;

    /// <summary>What elements of the parameter are before training, or lie around.</summary>
    /// <param name="timesteps">T.</param>
    public float StartAt(int timesteps) => StartOver?.Invoke(timesteps) ?? Start;

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
