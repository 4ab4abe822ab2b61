using SpikeDistill.Distillation;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Tensors;

namespace SpikeDistill.Tests.Distillation;

public sealed class FeatureTermTests : IDisposable
{
    private static readonly Shape Student = new(2, 3, 4, 4, 5);
    private static readonly Shape Teacher = new(3, 4, 4, 6);

    private readonly Engine _engine = new(1);
    private readonly Tape _tape;

    public FeatureTermTests() => _tape = new Tape(_engine);

    public void Dispose()
    {
        _tape.Dispose();
        Assert.Equal(0, _engine.Memory.BlocksInUse);
        _engine.Dispose();
    }

    [Fact]
    public void Attention_is_0_for_maps_that_differ_by_a_factor()
    {
        float[] map = Random("map", 3 * 16 * 5);
        float[] student = [.. map.Select(value => 2 * value), .. map.Select(value => 4 * value)];
        Assert.Equal(0, Evaluate("attention", student, [.. map.Select(value => -0.5f * value)], new Shape(3, 4, 4, 5)).Loss, 1e-12);
        Assert.True(Evaluate("attention", student, Random("other", map.Length), new Shape(3, 4, 4, 5)).Loss > 1e-4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_blurred_matrix_is_all_ones_at_rate_0_and_its_zeros_follow_from_the_sample(bool perLocation)
    {
        Shape shape = new(3, 8, 8, 64);
        Assert.All(Matrix(0, perLocation, new BatchDraw(1, 1, [0, 1, 2])), value => Assert.Equal(1, value));

        float[] drawn = Matrix(0.3, perLocation, new BatchDraw(1, 4, [9, 7, 5])), elsewhere = Matrix(0.3, perLocation, new BatchDraw(1, 4, [5, 9, 8]));
        int image = 8 * 8 * 64;
        Assert.Equal(drawn[..image], elsewhere[image..(2 * image)]);
        Assert.Equal(drawn[(2 * image)..], elsewhere[..image]);
        Assert.NotEqual(drawn, Matrix(0.3, perLocation, new BatchDraw(1, 5, [9, 7, 5])));
        Assert.NotEqual(drawn, Matrix(0.3, perLocation, new BatchDraw(2, 4, [9, 7, 5])));
        Assert.All(drawn, value => Assert.True(value is 0 or 1));
        Assert.InRange(drawn.Average(), 0.55, 0.85);
        for (int i = 0; i < drawn.Length; i++)
        {
            Assert.Equal(drawn[(i / image * image) + (perLocation ? i % image / 64 * 64 : i % 64)], drawn[i]);
        }

        float[] Matrix(double rate, bool location, BatchDraw draw)
        {
            BlurredFeatureTerm term = new() { MaskRate = rate, MaskPerLocation = location };
            return term.BlurredMatrix(_tape, shape, 0, draw).ToArray();
        }
    }

    [Theory]
    [InlineData("aligned_feature")]
    [InlineData("summed_feature")]
    [InlineData("pooled_feature")]
    [InlineData("attention")]
    [InlineData("blurred_feature")]
    public void Gradients_are_those_of_finite_differences(string term)
    {
        float[] student = Random("student", (int)Student.Count), teacher = Random("teacher", (int)Teacher.Count);
        using Objective objective = Make(term);

        // The restoration's ReLU is kept away from its kink, on one side or the other.
        foreach (Parameter bias in objective.Parameters.Where(parameter => parameter.Name.EndsWith("restore1.0.bias", StringComparison.Ordinal)))
        {
            float[] far = [5, -5, 5, 5, -5, 5];
            far.CopyTo(bias.Value.Values);
        }

        ObjectiveResult result = Evaluate(objective, student, teacher);
        Tensor gradient = result.Seeds[0].Gradient;
        Assert.Equal(Student, gradient.Shape);
        foreach (int i in (int[])[0, 7, 100, 333, 479])
        {
            Near(gradient.Values[i], step =>
            {
                float[] moved = [.. student];
                moved[i] += step;
                return Evaluate(objective, moved, teacher).Loss;
            });
        }

        foreach (Parameter parameter in objective.Parameters)
        {
            Tensor learned = result.Seeds.Single(seed => ReferenceEquals(seed.Output, parameter.Value)).Gradient;
            Near(learned.Values[^1], step =>
            {
                parameter.Value.Values[^1] += step;
                double loss = Evaluate(objective, student, teacher).Loss;
                parameter.Value.Values[^1] -= step;
                return loss;
            });
        }

        Assert.Equal(
            Math.Sqrt(gradient.ToArray().Sum(value => (double)value * value)),
            result.Terms[0].FeatureGradientNorm,
            1e-5 * result.Terms[0].FeatureGradientNorm);
        Assert.Equal(0, result.Terms[0].GradientNorm);

        static void Near(float actual, Func<float, double> loss)
        {
            double expected = (loss(1f / 64) - loss(-1f / 64)) / (1f / 32);
            Assert.Equal(expected, actual, (0.01 * Math.Abs(expected)) + (1e-5 * Math.Abs(loss(0))));
        }
    }

    [Fact]
    public void Networks_with_different_numbers_of_stages_share_the_last()
    {
        ObjectiveContext context = new(_engine, [new MapShape(4, 4, 5)], [new MapShape(8, 8, 5), new MapShape(4, 4, 6)], 0);
        ObjectiveSettings settings = new() { Terms = [new SummedFeatureTerm()] };
        ArgumentException error = Assert.Throws<ArgumentException>(() => new Objective(settings, context));
        Assert.Contains("the student has 1 and the teacher 2", error.Message, StringComparison.Ordinal);
        using Objective last = new(settings with { Terms = [new SummedFeatureTerm { Stages = StageReading.Last }] }, context);
        Assert.Equal(new Shape(6, 5, 1, 1), last.Parameters[0].Value.Shape);
        Assert.Equal("auxiliary.summed_feature.align1.weight", last.Parameters[0].Name);
        Assert.Throws<ArgumentException>(() => new Objective(settings));
        Assert.Throws<ArgumentException>(() => new Objective(settings, context with { TeacherStages = [] }));
    }

    [Fact]
    public void What_terms_learn_follows_from_the_seed_alone()
    {
        using Objective one = Make("blurred_feature"), same = Make("blurred_feature"), other = Make("blurred_feature", seed: 4);
        Assert.Equal(one.Parameters[0].Value.ToArray(), same.Parameters[0].Value.ToArray());
        Assert.NotEqual(one.Parameters[0].Value.ToArray(), other.Parameters[0].Value.ToArray());
        Assert.All(one.Parameters[0].Value.ToArray(), value => Assert.InRange(Math.Abs(value), 0, 1 / Math.Sqrt(5)));
    }

    private static float[] Random(string purpose, int count)
    {
        CounterRandom random = new(3, purpose);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];
    }

    private Objective Make(string term, long seed = 3) => new(
        new ObjectiveSettings { Terms = [Made.Term($"{{term: {term}, stages: last}}")] },
        new ObjectiveContext(_engine, [new MapShape(4, 4, 5)], [new MapShape(4, 4, 6)], seed));

    private ObjectiveResult Evaluate(Objective objective, float[] student, float[] teacher)
        => objective.Evaluate(_tape, new TermInputs(_tape.Zeros(new Shape(2, 3, 4)), [0, 1, 2], null)
        {
            StudentFeatures = [_tape.From(student, Student)],
            TeacherFeatures = [_tape.From(teacher, Teacher)],
            Draw = new BatchDraw(1, 1, [0, 1, 2]),
        });

    private ObjectiveResult Evaluate(string term, float[] student, float[] teacher, Shape teacherShape)
    {
        using Objective objective = new(
            new ObjectiveSettings { Terms = [Made.Term($"{{term: {term}}}")] },
            new ObjectiveContext(_engine, [new MapShape(4, 4, 5)], [new MapShape(4, 4, teacherShape[3])], 0));
        return objective.Evaluate(_tape, new TermInputs(_tape.Zeros(new Shape(2, 3, 4)), [0, 1, 2], null)
        {
            StudentFeatures = [_tape.From(student, Student)],
            TeacherFeatures = [_tape.From(teacher, teacherShape)],
        });
    }
}
