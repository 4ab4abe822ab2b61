using SpikeDistill.Options;
using SpikeDistill.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace SpikeDistill.Distillation;

/// <summary>The ways to use the steps of a teacher that spikes (<see cref="TeacherReading"/>).</summary>
internal static class TeacherOutputs
{
    /// <summary>Adds the option to a term that needs a teacher.</summary>
    public static Section<TTerm> TeacherSteps<TTerm>(this Section<TTerm> section)
        where TTerm : Term
        => section.Key(
            "teacher_steps",
            Kinds.Enumeration<TeacherReading>(),
            t => t.TeacherSteps,
            (t, v) => (TTerm)((Term)t with { TeacherSteps = v }),
            "How the steps of a teacher that spikes are used: mean, aligned with the student's, last.");

    /// <summary>Means of as many consecutive steps as the student's share out, [T_tea, N, ...] to [T, N, ...].</summary>
    /// <exception cref="ArgumentException">The teacher's steps are no multiple.</exception>
    public static Tensor Aligned(Tape tape, Tensor teacher, int steps)
    {
        int together = teacher.Shape[0] / steps;
        Tensor means = tape.Zeros(teacher.Shape.With(0, RequireMultiple(teacher.Shape[0], steps)));
        int size = (int)(teacher.Shape.Count / teacher.Shape[0]);
        for (int step = 0; step < teacher.Shape[0]; step++)
        {
            Span<float> mean = means.Values.Slice(step / together * size, size);
            TensorPrimitives.MultiplyAdd(teacher.Values.Slice(step * size, size), 1f / together, mean, mean);
        }

        return means;
    }

    /// <summary>The last step, [T_tea, N, ...] to [N, ...].</summary>
    public static Tensor Last(Tape tape, Tensor teacher)
    {
        int[] extents = teacher.Shape.ToArray()[1..];
        Tensor last = tape.Allocate(new Shape(extents));
        teacher.Values[^last.Values.Length..].CopyTo(last.Values);
        return last;
    }

    /// <exception cref="ArgumentException">The teacher's steps are no multiple of the student's.</exception>
    public static int RequireMultiple(int teacher, int student)
        => teacher % student == 0
            ? student
            : throw new ArgumentException(
                $"The teacher's {teacher} steps are no multiple of the student's {student}, so 'teacher_steps: aligned' cannot share them out; "
                    + "take mean or last, or a student whose steps divide them.");
}
