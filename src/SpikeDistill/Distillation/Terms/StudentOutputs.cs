using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>
/// The ways to read a student's outputs (<see cref="OutputReading"/>), as logarithms of probabilities, which stay safe where
/// probabilities underflow.
/// </summary>
internal static class StudentOutputs
{
    /// <summary>ln Q of logits [T, N, C] at temperature τ (Eq. 4): [T, N, C] step by step, [N, C] averaged.</summary>
    public static Tensor LogProbabilities(this Tape tape, Tensor logits, ProbabilityTerm term)
    {
        float temperature = (float)term.Temperature;
        return term.Output switch
        {
            OutputReading.EachStep => tape.LogSoftmax(logits, temperature),
            OutputReading.MeanLogits => tape.LogSoftmax(tape.MeanOverTime(logits), temperature),
            OutputReading.MeanProbabilities => tape.LogMeanExpOverTime(tape.LogSoftmax(logits, temperature)),
            _ => throw new ArgumentOutOfRangeException(nameof(term), term.Output, "There is no such reading of the outputs."),
        };
    }
}
