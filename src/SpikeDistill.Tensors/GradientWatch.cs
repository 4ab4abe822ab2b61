namespace SpikeDistill.Tensors;

/// <summary>Variables whose gradients are wanted as soon as a backward pass has the whole of them, while it goes on with others.</summary>
/// <param name="Variables">The variables, by reference.</param>
/// <param name="Completed">
/// Is told of each whose gradient nothing is added to any more; not of those that the pass does not come to.
/// </param>
public sealed record GradientWatch(IReadOnlySet<Tensor> Variables, Action<Tensor, Gradients> Completed);
