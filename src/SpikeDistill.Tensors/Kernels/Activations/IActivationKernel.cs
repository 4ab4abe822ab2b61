namespace SpikeDistill.Tensors.Kernels.Activations;

/// <summary>An activation that runs over any <see cref="IFireInput{TSelf}"/>.</summary>
internal interface IActivationKernel
{
    /// <summary>What the activation learns, itself.</summary>
    Tensor[] Parameters { get; }

    /// <summary>Sums for each channel that its parameters' gradients need, behind those of the input.</summary>
    int ParameterSums { get; }

    /// <summary>Whether the backward pass reads the output.</summary>
    bool ReadsOutput { get; }

    Tensor AllocateOutput(Tape tape, Shape shape);

    /// <summary>Whether the output is as long as the normalized value and may lie in its memory.</summary>
    bool OverwritesInput { get; }

    /// <summary>Keeps the parameters for the backward pass.</summary>
    Saved[] SaveParameters(Tape tape);

    void Forward<TInput>(TInput input, Tensor output)
        where TInput : struct, IFireInput<TInput>;

    /// <summary>Whether it takes an input that comes chunk by chunk.</summary>
    bool TakesChunks { get; }

    /// <summary>The same of an input that comes chunk by chunk, where it takes one. It is disposed when the output is filled.</summary>
    IOutputChunks Chunks<TInput>(TInput input, Tensor output)
        where TInput : struct, IChunkInput<TInput>;

    /// <summary>Gives the input its gradient, from dy and the rest of it, in place of dy if that is where the input's lies, and leaves its sums.</summary>
    void Backward<TInput>(TInput input, Tensor? output, Tensor dy, Tensor? rest, GradientSums sums)
        where TInput : struct, IFireInput<TInput>;

    /// <summary>Hands the parameters their gradients, whose sums begin with <paramref name="first"/>.</summary>
    void GiveParameters(Tape tape, GradientSums sums, int first, Gradients gradients);
}
