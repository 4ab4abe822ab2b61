using SpikeDistill.Networks.Graphs;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>A term that compares stage features of student and teacher, pair by pair, and adds up what it finds. The student's are averaged over time.</summary>
public abstract class FeatureTerm : Term
{
    /// <summary>Pairs the stages.</summary>
    /// <exception cref="ArgumentException">A network has no stages, or all are to be compared and the networks have different numbers of them.</exception>
    protected FeatureTerm(TermSettings settings, TermContext context)
        : base(settings)
    {
        (int student, int teacher) = (context.StudentStages.Count, context.TeacherStages.Count);
        if (student == 0 || teacher == 0)
        {
            throw new ArgumentException($"The term '{settings.Term}' compares stage features, but {(student == 0 ? "the student has none" : "there is no teacher that has some")}.");
        }

        if (settings.Stages == StageReading.All && student != teacher)
        {
            throw new ArgumentException($"The term '{settings.Term}' compares all stages, but the student has {student} and the teacher {teacher}; compare the last alone (stages: last), or take a teacher of the same family.");
        }

        int first = settings.Stages == StageReading.All ? 0 : student - 1;
        Stages = [.. Enumerable.Range(first, student - first).Select(i => new StagePair(i, teacher - student + i, context.StudentStages[i], context.TeacherStages[teacher - student + i], student - 1 - i))];
    }

    /// <summary>The pairs that are compared.</summary>
    protected IReadOnlyList<StagePair> Stages { get; }

    /// <inheritdoc/>
    public sealed override Tensor Value(Tape tape, TermInputs inputs)
    {
        Tensor? sum = null;
        for (int i = 0; i < Stages.Count; i++)
        {
            Tensor student = tape.MeanOverTime(inputs.StudentFeatures[Stages[i].StudentIndex]);
            Tensor value = Compare(tape, i, student, inputs.TeacherFeatures[Stages[i].TeacherIndex], inputs.Draw);
            sum = sum is null ? value : tape.Add(sum, value);
        }

        return sum!;
    }

    /// <summary>The value of one pair, a mean over samples.</summary>
    /// <param name="tape">The pass.</param>
    /// <param name="pair">Which of <see cref="Stages"/>.</param>
    /// <param name="student">The student's features, averaged over time, [N, H, W, C].</param>
    /// <param name="teacher">The teacher's, [N, H, W, C] of its own sizes; a constant.</param>
    /// <param name="draw">What random draws follow from.</param>
    protected abstract Tensor Compare(Tape tape, int pair, Tensor student, Tensor teacher, BatchDraw draw);

    /// <summary>Pools the larger of two maps [N, H, W, C] adaptively to the height and width of the smaller.</summary>
    protected static (Tensor Student, Tensor Teacher) ToSmaller(Tape tape, Tensor student, Tensor teacher)
    {
        int height = Math.Min(student.Shape[1], teacher.Shape[1]), width = Math.Min(student.Shape[2], teacher.Shape[2]);
        return (tape.AdaptiveAveragePool(student, height, width), tape.AdaptiveAveragePool(teacher, height, width));
    }
}

/// <summary>A stage of the student and the teacher's that it is compared with.</summary>
/// <param name="StudentIndex">Which of the student's stages.</param>
/// <param name="TeacherIndex">Which of the teacher's.</param>
/// <param name="Student">The shape of the student's features.</param>
/// <param name="Teacher">The shape of the teacher's.</param>
/// <param name="FromLast">How many stages follow.</param>
public sealed record StagePair(int StudentIndex, int TeacherIndex, MapShape Student, MapShape Teacher, int FromLast);
