namespace SpikeDistill.Distillation;

/// <summary>A method: what it does, where it comes from, and how faithful it is.</summary>
/// <param name="Name">Its name in recipes.</param>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Source">The paper it is from.</param>
/// <param name="Fidelity">What was verified against a source and what is an approximation; shown wherever results are.</param>
public sealed record MethodInfo(string Name, string Summary, string Source, string Fidelity);
