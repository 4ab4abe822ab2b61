namespace SpikeDistill.Tensors.Kernels.Activations;

/// <summary>An activation that runs over any <see cref="IFireInput{TSelf}"/>.</summary>
internal interface IActivationKernel
{
    /// <summary>Whether the backward pass reads the output.</summary>
    bool ReadsOutput { get; }

    Tensor AllocateOutput(Tape tape, Shape shape);

    /// <summary>Whether the output is as long as the normalized value and may lie in its memory.</summary>
    bool OverwritesInput { get; }

    void Forward<TInput>(TInput input, Tensor output)
        where TInput : struct, IFireInput<TInput>;

    /// <summary>Gives the input its gradient, from dy and the rest of it, in place of dy if that is where the input's lies, and leaves its sums.</summary>
    void Backward<TInput>(TInput input, Tensor? output, Tensor dy, Tensor? rest, GradientSums sums)
        where TInput : struct, IFireInput<TInput>;
}
