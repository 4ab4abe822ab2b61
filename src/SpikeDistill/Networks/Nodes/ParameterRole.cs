namespace SpikeDistill.Networks.Nodes;

/// <summary>What a parameter does, which decides whether weight decay acts on it and which group it belongs to.</summary>
public enum ParameterRole
{
    /// <summary>Weights of a convolution or linear layer.</summary>
    Weight,

    /// <summary>A bias.</summary>
    Bias,

    /// <summary>Scale or shift of a normalization.</summary>
    Normalization,

    /// <summary>Something that neurons learn, such as a time constant.</summary>
    Neuron,

    /// <summary>A token of its own or what tells positions apart, in transformers.</summary>
    Position,
}
