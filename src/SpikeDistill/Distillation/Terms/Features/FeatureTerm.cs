using SpikeDistill.Networks.Graphs;
using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>The value of one pair of stages, a mean over samples.</summary>
/// <param name="tape">The pass.</param>
/// <param name="pair">Which of the pairs.</param>
/// <param name="student">The student's features, averaged over time, [N, H, W, C].</param>
/// <param name="teacher">The teacher's, [N, H, W, C] of its own sizes; a constant.</param>
/// <param name="draw">What random draws follow from.</param>
public delegate Tensor FeatureComparison(Tape tape, int pair, Tensor student, Tensor teacher, BatchDraw draw);

/// <summary>
/// A term that compares stage features of student and teacher, pair by pair, and adds up what it finds. The student's are averaged
/// over time.
/// </summary>
public abstract record FeatureTerm : Term
{
    /// <summary>Which stages it looks at.</summary>
    public StageReading Stages { get; init; } = StageReading.All;

    /// <inheritdoc/>
    public sealed override bool NeedsTeacher => true;

    /// <inheritdoc/>
    public sealed override bool NeedsFeatures => true;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A network has no stages, or all are to be compared and the networks have different numbers of them.</exception>
    public sealed override Func<Tape, TermInputs, Tensor> Prepare(TermContext context)
    {
        IReadOnlyList<StagePair> stages = Pair(context);
        FeatureComparison compare = Compare(stages, context);
        return (tape, inputs) =>
        {
            Tensor? sum = null;
            for (int i = 0; i < stages.Count; i++)
            {
                (Tensor student, Tensor teacher, BatchDraw draw) = Read(tape, inputs, stages[i]);
                Tensor value = compare(tape, i, student, teacher, draw);
                sum = sum is null ? value : tape.Add(sum, value);
            }

            return sum!;
        };
    }

    /// <summary>How pairs are compared; makes what the term learns.</summary>
    /// <param name="stages">The pairs.</param>
    /// <param name="context">Where the term gets what it learns.</param>
    protected abstract FeatureComparison Compare(IReadOnlyList<StagePair> stages, TermContext context);

    /// <summary>The options that every term on features has, for a term that adds its own.</summary>
    /// <param name="initial">The term with every option at its default.</param>
    protected static new Section<TTerm> OptionsOf<TTerm>(Func<TTerm> initial)
        where TTerm : FeatureTerm
        => Term.OptionsOf(initial).Key(
            "stages", Kinds.Enumeration<StageReading>(), t => t.Stages, (t, v) => (TTerm)((FeatureTerm)t with { Stages = v }), "Which stages it looks at.")
            .TeacherSteps();

    /// <summary>Pools the larger of two maps [N, H, W, C] adaptively to the height and width of the smaller.</summary>
    protected static (Tensor Student, Tensor Teacher) ToSmaller(Tape tape, Tensor student, Tensor teacher)
    {
        int height = Math.Min(student.Shape[1], teacher.Shape[1]), width = Math.Min(student.Shape[2], teacher.Shape[2]);
        return (tape.AdaptiveAveragePool(student, height, width), tape.AdaptiveAveragePool(teacher, height, width));
    }

    /// <summary>
    /// The features of a pair, the student's averaged over time; where steps are aligned every step of a sample as a sample of its own,
    /// [T·N, H, W, C], whose draws are those of the sample.
    /// </summary>
    private (Tensor Student, Tensor Teacher, BatchDraw Draw) Read(Tape tape, TermInputs inputs, StagePair pair)
    {
        Tensor features = inputs.StudentFeatures[pair.StudentIndex];
        Tensor? taught = TeacherSteps == TeacherReading.Mean || inputs.TeacherStepFeatures.Count == 0 ? null : inputs.TeacherStepFeatures[pair.TeacherIndex];
        if (TeacherSteps != TeacherReading.Aligned || taught is null)
        {
            return (tape.MeanOverTime(features), taught is null ? inputs.TeacherFeatures[pair.TeacherIndex] : TeacherOutputs.Last(tape, taught), inputs.Draw);
        }

        int steps = features.Shape[0];
        Tensor aligned = TeacherOutputs.Aligned(tape, taught, steps);
        IReadOnlyList<int> samples = [.. Enumerable.Repeat(inputs.Draw.Samples, steps).SelectMany(one => one)];
        return (Folded(tape.Widen(features)), Folded(aligned), inputs.Draw with { Samples = samples });

        Tensor Folded(Tensor value) => tape.Reshape(value, new Shape([steps * value.Shape[1], .. value.Shape.ToArray()[2..]]));
    }

    private IReadOnlyList<StagePair> Pair(TermContext context)
    {
        (int student, int teacher) = (context.StudentStages.Count, context.TeacherStages.Count);
        if (student == 0 || teacher == 0)
        {
            throw new ArgumentException(
                $"The term '{Name}' compares stage features, but {(student == 0 ? "the student has none" : "there is no teacher that has some")}.");
        }

        if (Stages == StageReading.All && student != teacher)
        {
            throw new ArgumentException(
                $"The term '{Name}' compares all stages, but the student has {student} and the teacher {teacher}; compare "
                    + "the last alone (stages: last), or take a teacher of the same family.");
        }

        int first = Stages == StageReading.All ? 0 : student - 1;
        return [
            .. Enumerable.Range(first, student - first).Select(
                i => new StagePair(i, teacher - student + i, context.StudentStages[i], context.TeacherStages[teacher - student + i], student - 1 - i))];
    }
}

/// <summary>A stage of the student and the teacher's that it is compared with.</summary>
/// <param name="StudentIndex">Which of the student's stages.</param>
/// <param name="TeacherIndex">Which of the teacher's.</param>
/// <param name="Student">The shape of the student's features.</param>
/// <param name="Teacher">The shape of the teacher's.</param>
/// <param name="FromLast">How many stages follow.</param>
public sealed record StagePair(int StudentIndex, int TeacherIndex, MapShape Student, MapShape Teacher, int FromLast);
