using SpikeDistill.Distillation;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace OwnMethod;

/// <summary>1 - cos(z_stu, z_tea), the mean over samples, with the student's logits averaged over time.</summary>
public sealed class CosineTerm(TermSettings settings) : Term(settings)
{
    /// <summary>What recipes can name after <see cref="TermRegistry.Add"/>.</summary>
    public static readonly TermDefinition Definition = new((settings, _) => new CosineTerm(settings)) { NeedsTeacher = true };

    /// <inheritdoc/>
    public override Tensor Value(Tape tape, TermInputs inputs)
    {
        Tensor student = tape.NormalizeRows(tape.MeanOverTime(inputs.StudentLogits));
        Tensor teacher = tape.NormalizeRows(inputs.TeacherLogits!);
        Tensor cosines = tape.Sum(tape.Multiply(student, teacher));
        return tape.AddScalar(tape.Scale(cosines, -1f / inputs.Labels.Length), 1);
    }
}
