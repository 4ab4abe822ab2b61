using SpikeDistill.Distillation;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Tensors;

namespace SpikeDistill.Tests.Distillation;

/// <summary>How terms use the steps of a teacher that spikes, against terms that are given those steps as teachers of their own.</summary>
public sealed class TeacherStepsTests : IDisposable
{
    private const int Steps = 2, TeacherSteps = 4, Samples = 3, Classes = 5;

    private readonly Engine _engine = new(1);
    private readonly int[] _labels = [0, 3, 1];

    public static TheoryData<string> Terms => new("distillation", "soft_cross_entropy", "weighted_distillation");

    /// <summary>The weights of weighted soft labels come from all steps together, so a step alone is no case of it.</summary>
    public static TheoryData<string> Unweighted => new("distillation", "soft_cross_entropy");

    public void Dispose() => _engine.Dispose();

    [Theory]
    [MemberData(nameof(Unweighted))]
    public void Aligned_steps_are_taught_by_the_mean_of_their_own_share(string term)
    {
        float[] student = Drawn(1, Steps * Samples * Classes), teacher = Drawn(2, TeacherSteps * Samples * Classes);
        double sum = 0;
        for (int step = 0; step < Steps; step++)
        {
            sum += Value(Made.Term($"{{term: {term}, temperature: 2}}"), Row(student, step), 1, Mean(teacher, 2 * step, 2), null) / Steps;
        }

        Term aligned = Made.Term($"{{term: {term}, temperature: 2, teacher_steps: aligned}}");
        Assert.Equal(sum, Value(aligned, student, Steps, Mean(teacher, 0, 4), teacher), 1e-5);
    }

    [Theory]
    [MemberData(nameof(Terms))]
    public void The_last_step_teaches_as_a_teacher_that_says_it(string term)
    {
        float[] student = Drawn(1, Steps * Samples * Classes), teacher = Drawn(2, TeacherSteps * Samples * Classes);

        double last = Value(Made.Term($"{{term: {term}, teacher_steps: last}}"), student, Steps, Mean(teacher, 0, 4), teacher);

        Assert.Equal(Value(Made.Term($"{{term: {term}}}"), student, Steps, Row(teacher, 3), null), last, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Terms))]
    public void A_teacher_whose_steps_are_all_alike_is_the_same_to_every_reading(string term)
    {
        float[] student = Drawn(1, Steps * Samples * Classes), one = Drawn(2, Samples * Classes), teacher = [.. one, .. one, .. one, .. one];
        double mean = Value(Made.Term($"{{term: {term}}}"), student, Steps, one, null);

        foreach (string reading in (string[])["mean", "aligned", "last"])
        {
            Assert.Equal(mean, Value(Made.Term($"{{term: {term}, teacher_steps: {reading}}}"), student, Steps, one, teacher), 1e-5);
        }
    }

    [Fact]
    public void Steps_that_are_no_multiple_are_refused()
    {
        float[] student = Drawn(1, 3 * Samples * Classes), teacher = Drawn(2, TeacherSteps * Samples * Classes);

        string message = Assert.Throws<ArgumentException>(
            () => Value(Made.Term("{term: distillation, teacher_steps: aligned}"), student, 3, Mean(teacher, 0, 4), teacher)).Message;

        Assert.Contains("The teacher's 4 steps are no multiple of the student's 3", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aligned_features_are_compared_step_by_step()
    {
        Term term = Made.Term("{term: summed_feature, stages: last, teacher_steps: aligned}"), mean = Made.Term("{term: summed_feature, stages: last}");
        float[] student = Drawn(3, Steps * Samples * 8), teacher = Drawn(4, TeacherSteps * Samples * 8);
        double each = 0;
        for (int step = 0; step < Steps; step++)
        {
            each += Features(mean, student[(step * Samples * 8)..((step + 1) * Samples * 8)], 1, MeanOf(teacher, step * 2, 2, Samples * 8), null) / Steps;
        }

        Assert.Equal(1, Features(term, student, Steps, MeanOf(teacher, 0, 4, Samples * 8), teacher) / each, 1e-5);
        Assert.NotEqual(1, Features(mean, student, Steps, MeanOf(teacher, 0, 4, Samples * 8), null) / each, 1e-2);
    }

    [Fact]
    public void A_method_passes_the_reading_on_to_every_term_that_has_a_teacher()
    {
        ObjectiveSettings objective = Methods.Find("bkdsnn").Objective(o => o.With(MethodOptions.TeacherSteps, TeacherReading.Aligned));

        Assert.True(objective.NeedsTeacherSteps);
        Assert.All(objective.Terms.Where(term => term.NeedsTeacher), term => Assert.Equal(TeacherReading.Aligned, term.TeacherSteps));
        Assert.False(Methods.Find("bkdsnn").Objective().NeedsTeacherSteps);
    }

    private static float[] Drawn(int seed, int count)
    {
        CounterRandom random = new(seed, "logits");
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle(-2, 2))];
    }

    private static float[] Row(float[] values, int step) => values[(step * Samples * Classes)..((step + 1) * Samples * Classes)];

    private static float[] Mean(float[] values, int first, int count) => MeanOf(values, first, count, Samples * Classes);

    private static float[] MeanOf(float[] values, int first, int count, int size)
        => [.. Enumerable.Range(0, size).Select(i => Enumerable.Range(first, count).Average(step => values[(step * size) + i]))];

    private double Value(Term term, float[] student, int steps, float[] mean, float[]? each)
    {
        using Objective objective = new(new ObjectiveSettings { Terms = [term] });
        using Tape tape = new(_engine);
        Tensor logits = tape.From(student, new Shape(steps, Samples, Classes));
        return objective.Evaluate(tape, new TermInputs(logits, _labels, tape.From(mean, new Shape(Samples, Classes)))
        {
            TeacherStepLogits = each is null ? null : tape.From(each, new Shape(TeacherSteps, Samples, Classes)),
        }).Loss;
    }

    private double Features(Term term, float[] student, int steps, float[] mean, float[]? each)
    {
        MapShape map = new(2, 2, 2);
        using Objective objective = new(new ObjectiveSettings { Terms = [term] }, new ObjectiveContext(_engine, [map], [map], Seed: 0));
        using Tape tape = new(_engine);
        Tensor logits = tape.Zeros(new Shape(steps, Samples, Classes));
        return objective.Evaluate(tape, new TermInputs(logits, _labels, tape.Zeros(new Shape(Samples, Classes)))
        {
            StudentFeatures = [tape.From(student, new Shape(steps, Samples, 2, 2, 2))],
            TeacherFeatures = [tape.From(mean, new Shape(Samples, 2, 2, 2))],
            TeacherStepFeatures = each is null ? [] : [tape.From(each, new Shape(TeacherSteps, Samples, 2, 2, 2))],
            Draw = new BatchDraw(1, 1, [0, 1, 2]),
        }).Loss;
    }
}
