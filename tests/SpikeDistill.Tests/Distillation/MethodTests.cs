using SpikeDistill.Distillation;
using SpikeDistill.Options;
using SpikeDistill.Tensors;
using static SpikeDistill.Reference.ObjectiveReference;

namespace SpikeDistill.Tests.Distillation;

/// <summary>Identities of the methods beside TSER, and their lists of terms.</summary>
public sealed class MethodTests
{
    [Theory]
    [InlineData(OutputReading.EachStep)]
    [InlineData(OutputReading.MeanLogits)]
    public void Kdsnns_soft_labels_have_the_gradient_of_the_divergence_and_its_value_with_the_teachers_entropy(OutputReading reading)
    {
        using ObjectiveCase data = new(1);
        ObjectiveResult one = data.Evaluate(new SoftCrossEntropyTerm { Output = reading, Temperature = 3 });
        ObjectiveResult other = data.Evaluate(new DistillationTerm { Output = reading, Temperature = 3 });
        Assert.Equal(other.LogitsGradient!.ToArray(), one.LogitsGradient!.ToArray());
        Assert.Equal(other.Loss + data.Teacher.Average(row => Entropy(Softmax(row, 3))), one.Loss, 1e-5);
    }

    [Fact]
    public void Weights_of_soft_labels_are_at_least_0_and_below_1()
    {
        using Engine engine = new(1);
        using Tape tape = new(engine);
        CounterRandom random = new(1, "weights");
        for (int scale = 1; scale < 1000; scale *= 10)
        {
            Tensor student = tape.From([.. Enumerable.Range(0, 2 * 50 * 5).Select(_ => scale * random.NextGaussian())], new Shape(2, 50, 5));
            Tensor teacher = tape.From([.. Enumerable.Range(0, 50 * 5).Select(_ => scale * random.NextGaussian())], new Shape(50, 5));
            int[] labels = [.. Enumerable.Range(0, 50).Select(_ => random.NextInt(5))];
            Assert.All(
                WeightedDistillationTerm.Weights(tape, new TermInputs(student, labels, teacher), teacher), weight => Assert.True(weight is >= 0 and <= 1));
            Assert.All(
                WeightedDistillationTerm.Weights(tape, new TermInputs(student, labels, teacher), tape.Zeros(new Shape(50, 5))),
                weight => Assert.True(scale > 10 || weight < 1));
        }
    }

    [Fact]
    public void A_student_that_is_never_right_learns_from_a_uniform_ensemble()
    {
        using Engine engine = new(1);
        using Tape tape = new(engine);
        float[] logits = [0, 3, 1, 0, 2, 1];
        using Objective objective = new(new ObjectiveSettings { Terms = [new EnsembleTerm()] });
        double loss = objective.Evaluate(tape, new TermInputs(tape.From(logits, new Shape(2, 1, 3)), [0], null)).Loss;
        double[] uniform = [1.0 / 3, 1.0 / 3, 1.0 / 3];
        Assert.Equal((KullbackLeibler(uniform, Softmax([0, 3, 1], 1)) + KullbackLeibler(uniform, Softmax([0, 2, 1], 1))) / 2, loss, 1e-6);

        double right = objective.Evaluate(tape, new TermInputs(tape.From(logits, new Shape(2, 1, 3)), [1], null)).Loss;
        double[] mean = Softmax([0, 2.5, 1], 1);
        Assert.Equal((KullbackLeibler(mean, Softmax([0, 3, 1], 1)) + KullbackLeibler(mean, Softmax([0, 2, 1], 1))) / 2, right, 1e-6);
    }

    [Fact]
    public void Every_method_says_where_it_is_from_and_how_faithful_it_is()
    {
        Assert.All(Methods.All, method => Assert.All((string?[])[method.Summary, method.Fidelity], text => Assert.NotEmpty(text!)));
        Assert.Equal(["cross_entropy"], Methods.All.Where(method => method.Source is null).Select(method => method.Name));
        Assert.All(
            Methods.All.Where(method => method.Name is "kdsnn" or "lasnn"),
            method => Assert.StartsWith("approximation", method.Fidelity, StringComparison.Ordinal));
        Assert.All(Methods.All, method => method.Objective().Check());
    }

    [Theory]
    [InlineData("kdsnn", "cross_entropy 1", "soft_cross_entropy 1", "aligned_feature 1")]
    [InlineData("kdsnn_stand_in", "cross_entropy 1", "summed_feature 7E-05")]
    [InlineData("kdsnn_stand_in_pooled", "cross_entropy 1", "pooled_feature 7E-05")]
    [InlineData("lasnn", "attention 1000", "cross_entropy 1")]
    [InlineData("lasnn_joint", "attention 1000", "cross_entropy 1", "distillation 1")]
    [InlineData("lasnn_stand_in", "cross_entropy 1", "summed_feature 7E-05")]
    [InlineData("bkdsnn", "cross_entropy 1", "weighted_distillation 1", "blurred_feature 7E-05")]
    [InlineData("bkdsnn_feature", "cross_entropy 1", "blurred_feature 7E-05")]
    [InlineData("bkdsnn_logits", "cross_entropy 1", "weighted_distillation 1")]
    [InlineData("ts_ensemble", "cross_entropy 1", "distillation 0.2", "ensemble 0.5")]
    public void Methods_are_these_terms(string method, params string[] terms)
        => Assert.Equal(terms, Made.By(method).Terms.Select(term => FormattableString.Invariant($"{term.Name} {term.Weight}")));

    /// <summary>Eq. 7 averages probabilities; so do the averaged halves of Table 3's rows.</summary>
    [Theory]
    [InlineData("vanilla_kd", "averaged", "averaged")]
    [InlineData("ts_ce", "each", "averaged")]
    [InlineData("ts_kl", "averaged", "each")]
    [InlineData("ts", "each", "each")]
    [InlineData("vanilla_kd_er", "averaged", "averaged", "each")]
    [InlineData("ts_ce_er", "each", "averaged", "each")]
    [InlineData("ts_kl_er", "averaged", "each", "each")]
    [InlineData("tser", "each", "each", "each")]
    public void Rows_of_the_ablation_exist_in_both_readings(string method, params string[] outputs)
    {
        Assert.Equal(Read(OutputReading.MeanLogits), Of(MethodPresets.PublicCode));
        Assert.Equal(Read(OutputReading.MeanProbabilities), Of(MethodPresets.PaperLiteral));

        IEnumerable<OutputReading> Read(OutputReading averaged) => outputs.Select(output => output == "each" ? OutputReading.EachStep : averaged);

        IEnumerable<OutputReading> Of(string preset) => Made.By(method, preset).Terms.Cast<ProbabilityTerm>().Select(term => term.Output);
    }

    [Fact]
    public void Weights_given_are_those_of_the_method()
    {
        ObjectiveSettings bkdsnn = Methods.Find("bkdsnn").Objective(o => o
            .With(MethodOptions.FeatureWeight, 0.1)
            .With(MethodOptions.LogitWeight, 0.2)
            .With(MethodOptions.MaskRate, 0.4)
            .With(MethodOptions.MaskPerLocation, true));
        Assert.Equal(
            [
                new CrossEntropyTerm { Output = OutputReading.MeanLogits },
                new WeightedDistillationTerm { Weight = 0.2, Output = OutputReading.MeanLogits, Temperature = 2, TimesTemperatureSquared = true },
                new BlurredFeatureTerm { Weight = 0.1, Stages = StageReading.Last, MaskRate = 0.4, MaskPerLocation = true },
            ],
            bkdsnn.Terms);
        Assert.Equal(
            ["attention", "cross_entropy", "distillation"],
            Methods.Find("lasnn").Objective(o => o.With(MethodOptions.LogitWeight, 0.5)).Terms.Select(term => term.Name));
        Assert.Throws<ArgumentException>(() => Methods.Find("bkdsnn").Objective(o => o.With(MethodOptions.MaskRate, 1)));
        Assert.Throws<ArgumentException>(() => Methods.Find("kdsnn").Objective(o => o.With(MethodOptions.FeatureWeight, -1)));
    }

    [Fact]
    public void A_method_declares_the_options_that_its_terms_use_and_no_other()
    {
        foreach (Method method in Methods.All)
        {
            OptionValues turned = method.Declared.Aggregate(method.Defaults, Turned);
            IReadOnlyList<Term> terms = method.Objective(_ => turned).Terms;
            Assert.All(
                method.Declared,
                option => Assert.False(terms.SequenceEqual(method.Objective(_ => Reset(turned, option)).Terms), $"{method.Name} does not use {option.Name}"));
        }

        static OptionValues Turned(OptionValues values, Option option) => option switch
        {
            Option<bool> flag => values.With(flag, true),
            Option<double?> number => values.With(number, 0.7),
            Option<double> number => values.With(number, 0.6),
            Option<TeacherReading> reading => values.With(reading, TeacherReading.Last),
            _ => throw new InvalidOperationException(option.Name),
        };

        static OptionValues Reset(OptionValues values, Option option) => option switch
        {
            Option<bool> flag => values.With(flag, flag.Default),
            Option<double?> number => values.With(number, number.Default),
            Option<double> number => values.With(number, number.Default),
            Option<TeacherReading> reading => values.With(reading, reading.Default),
            _ => throw new InvalidOperationException(option.Name),
        };
    }

    [Fact]
    public void Lasnns_labels_count_after_its_features()
    {
        ObjectiveSettings staged = Methods.Find("lasnn").Objective(o => o.With(MethodOptions.FeatureShare, 0.5));
        Assert.Equal(
            [(true, false), (true, true), (true, true)],
            new[] { 0.49, 0.5, 0.99 }.Select(done => (staged.Terms[0].IsActive(done), staged.Terms[1].IsActive(done))));

        ObjectiveSettings gap = new() { Terms = [new CrossEntropyTerm { Until = 0.3 }, new EntropyTerm { From = 0.5 }] };
        Assert.Contains("No term of the objective is active after", Assert.Throws<ArgumentException>(gap.Check).Message, StringComparison.Ordinal);
        using ObjectiveCase data = new(2);
        Assert.Equal(
            ["cross_entropy"],
            data.Evaluate(new CrossEntropyTerm(), new EntropyTerm { From = 0.5 }).Terms.Where(term => term.Value != 0).Select(term => term.Name));
    }
}
