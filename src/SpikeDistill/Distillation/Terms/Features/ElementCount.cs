using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>
/// The sum of squares over a map, as if the map had as many elements as in BKDSNN's setting, so that its weights mean the same on any
/// map: there the last stage has 512·7·7 elements, and every stage before it twice as many as the next.
/// </summary>
internal static class ElementCount
{
    /// <summary>Elements of the last stage in BKDSNN's setting.</summary>
    public const long LastStage = 512 * 7 * 7;

    /// <summary>
    /// ‖student - teacher‖² summed over an image's elements and averaged over images, times their number in BKDSNN's setting over
    /// their number here.
    /// </summary>
    public static Tensor Distance(Tape tape, Tensor student, Tensor teacher, StagePair pair)
        => tape.Scale(tape.Mean(tape.Square(tape.Subtract(student, teacher))), LastStage << pair.FromLast);
}
