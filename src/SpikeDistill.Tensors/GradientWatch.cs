namespace SpikeDistill.Tensors;

/// <summary>Variables whose gradients are wanted as soon as a backward pass has the whole of them, while it goes on with others.</summary>
/// <param name="Variables">The variables, by reference.</param>
/// <param name="Completed">
/// Is told, once, of each that a recorded operation reads when nothing is added to its gradient any more, also where no gradient has reached it and
/// so there is none to find; not of one that no recorded operation reads, nor of one that is also read in a part that would run again
/// (<see cref="Tape.Recompute"/>) but that no gradient reaches.
/// </param>
public sealed record GradientWatch(IReadOnlySet<Tensor> Variables, Action<Tensor, Gradients> Completed);
