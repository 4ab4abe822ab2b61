using SpikeDistill.Distillation;
using static SpikeDistill.Reference.ObjectiveReference;

namespace SpikeDistill.Tests.Distillation;

public sealed class ObjectiveTests
{
    private const double Tau = 5;

    [Theory]
    [InlineData(OutputReading.MeanLogits)]
    [InlineData(OutputReading.MeanProbabilities)]
    public void Vanilla_distillation_is_equation_7(OutputReading reading)
    {
        using ObjectiveCase data = new(1);
        ObjectiveResult result = data.Evaluate(
            new CrossEntropyTerm { Weight = 0.7, Output = reading, Temperature = 2 },
            new DistillationTerm { Weight = 0.3, Output = reading, Temperature = Tau });

        double crossEntropy = data.MeanOfAverages(reading, 2, (n, q) => CrossEntropy(q, data.Labels[n]));
        double divergence = data.MeanOfAverages(reading, Tau, (n, q) => KullbackLeibler(Softmax(data.Teacher[n], Tau), q));
        Assert.Equal((0.7 * crossEntropy) + (0.3 * divergence), result.Loss, 1e-5);
    }

    [Fact]
    public void Tser_is_equation_11()
    {
        using ObjectiveCase data = new(2);
        ObjectiveResult result = data.Evaluate(Made.By("tser", alpha: 0.4, lambda: 0.1, temperature: Tau));

        double crossEntropy = data.MeanOfSteps((n, z) => CrossEntropy(Softmax(z, 1), data.Labels[n]));
        double divergence = data.MeanOfSteps((n, z) => KullbackLeibler(Softmax(data.Teacher[n], Tau), Softmax(z, Tau)));
        double entropy = data.MeanOfSteps((_, z) => Entropy(Softmax(z, Tau)));
        Assert.Equal(["cross_entropy", "distillation", "entropy"], result.Terms.Select(term => term.Name));
        Assert.Equal(0.6 * crossEntropy, result.Terms[0].Value, 1e-5);
        Assert.Equal(0.4 * Tau * Tau * divergence, result.Terms[1].Value, 1e-4);
        Assert.Equal(-0.1 * entropy, result.Terms[2].Value, 1e-5);
        Assert.Equal(result.Terms.Sum(term => term.Value), result.Loss, 10);
    }

    [Theory]
    [InlineData(OutputReading.EachStep)]
    [InlineData(OutputReading.MeanLogits)]
    public void Smoothed_labels_give_a_share_to_all_classes_alike(OutputReading reading)
    {
        using ObjectiveCase data = new(2);
        double actual = data.Evaluate(new CrossEntropyTerm { Weight = 0.5, Temperature = 2, Output = reading, LabelSmoothing = 0.3 }).Loss;
        double expected = reading == OutputReading.EachStep
            ? data.MeanOfSteps((n, z) => Smoothed(n, Softmax(z, 2)))
            : data.MeanOfAverages(reading, 2, Smoothed);
        Assert.Equal(0.5 * expected, actual, 1e-5);

        double Smoothed(int n, double[] q) => q.Select((_, k) => CrossEntropy(q, k) * ((0.3 / data.Classes) + (k == data.Labels[n] ? 0.7 : 0))).Sum();
    }

    [Fact]
    public void Label_smoothing_reaches_the_cross_entropy_of_every_method()
        => Assert.All(Methods.All, method => Assert.All(
            Made.By(method.Name, labelSmoothing: 0.1).Terms.OfType<CrossEntropyTerm>(),
            term => Assert.Equal(0.1, term.LabelSmoothing)));

    [Theory]
    [InlineData(1.0)]
    [InlineData(-0.1)]
    public void Impossible_label_smoothing_is_refused(double smoothing)
        => Assert.Contains(
            $"'cross_entropy.label_smoothing' must be a number of at least 0 and below 1, not '{smoothing}'",
            Assert.Throws<ArgumentException>(new CrossEntropyTerm { LabelSmoothing = smoothing }.Check).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Gradients_are_the_closed_forms()
    {
        using ObjectiveCase data = new(3);
        Check(
            new CrossEntropyTerm { Weight = 0.6, Temperature = 2 },
            (q, n, k) => 0.6 / 2 * (q[k] - (k == data.Labels[n] ? 1 : 0)));
        Check(
            new CrossEntropyTerm { Weight = 0.6, Temperature = 2, LabelSmoothing = 0.2 },
            (q, n, k) => 0.6 / 2 * (q[k] - (0.8 * (k == data.Labels[n] ? 1 : 0)) - (0.2 / data.Classes)));
        Check(
            new DistillationTerm { Weight = 0.4, Temperature = 2 },
            (q, n, k) => 0.4 / 2 * (q[k] - Softmax(data.Teacher[n], 2)[k]));
        Check(
            new DistillationTerm { Weight = 0.4, Temperature = 2, TimesTemperatureSquared = true },
            (q, n, k) => 0.4 * 2 * (q[k] - Softmax(data.Teacher[n], 2)[k]));
        Check(
            new EntropyTerm { Weight = 0.2, Temperature = 2 },
            (q, _, k) => 0.2 / 2 * q[k] * (Math.Log(q[k]) + Entropy(q)));

        // expected(q, n, k) is d/dZ_k of one sample and step before the mean over both; q is the student's softmax at 2.
        void Check(Term term, Func<double[], int, int, double> expected)
        {
            ObjectiveResult result = data.Evaluate(term);
            float[] actual = result.LogitsGradient!.ToArray();
            double squares = 0;
            for (int t = 0; t < data.Steps; t++)
            {
                for (int n = 0; n < data.Samples; n++)
                {
                    double[] q = Softmax(data.Student[n][t], 2);
                    for (int k = 0; k < data.Classes; k++)
                    {
                        double value = expected(q, n, k) / (data.Steps * data.Samples);
                        squares += value * value;
                        Assert.Equal(value, actual[(((t * data.Samples) + n) * data.Classes) + k], 1e-6);
                    }
                }
            }

            Assert.Equal(Math.Sqrt(squares), Assert.Single(result.Terms).GradientNorm, 1e-6);
        }
    }

    [Theory]
    [InlineData(OutputReading.EachStep, 1e4)]
    [InlineData(OutputReading.EachStep, 1e6)]
    [InlineData(OutputReading.MeanLogits, 1e4)]
    [InlineData(OutputReading.MeanLogits, 1e6)]
    [InlineData(OutputReading.MeanProbabilities, 1e4)]
    [InlineData(OutputReading.MeanProbabilities, 1e6)]
    public void The_divergence_times_the_squared_temperature_tends_to_half_the_variance_of_the_logits_difference(OutputReading reading, double temperature)
    {
        using ObjectiveCase data = new(12, classes: 10);
        double expected = reading == OutputReading.EachStep
            ? data.MeanOfSteps(HalfVariance)
            : Enumerable.Range(0, data.Samples).Average(n => HalfVariance(n, MeanOverTime(data.Student[n])));
        ObjectiveResult result = data.Evaluate(new DistillationTerm { Output = reading, Temperature = temperature, TimesTemperatureSquared = true });
        Assert.Equal(expected, result.Loss, 1e-3 * expected);

        double HalfVariance(int n, double[] z)
        {
            double[] difference = [.. z.Zip(data.Teacher[n], (one, other) => one - other)];
            double mean = difference.Average();
            return difference.Average(value => (value - mean) * (value - mean)) / 2;
        }
    }

    [Fact]
    public void The_divergence_is_the_references_at_every_temperature_and_reading()
    {
        using ObjectiveCase data = new(13, classes: 10);
        foreach (OutputReading reading in Enum.GetValues<OutputReading>())
        {
            for (double temperature = 0.05; temperature < 1000; temperature *= 3)
            {
                double tau = temperature;
                double expected = reading == OutputReading.EachStep
                    ? data.MeanOfSteps((n, z) => KullbackLeibler(Softmax(data.Teacher[n], tau), Softmax(z, tau)))
                    : data.MeanOfAverages(reading, tau, (n, q) => KullbackLeibler(Softmax(data.Teacher[n], tau), q));
                Assert.Equal(expected, data.Evaluate(new DistillationTerm { Output = reading, Temperature = tau }).Loss, 1e-6 * expected);
            }
        }
    }

    [Fact]
    public void Tet_is_cross_entropy_at_each_step_and_the_logits_distance_from_their_target()
    {
        using ObjectiveCase data = new(9);
        ObjectiveResult result = data.Evaluate(Made.By("tet", lambda: 0.05));

        double crossEntropy = data.MeanOfSteps((n, z) => CrossEntropy(Softmax(z, 1), data.Labels[n]));
        double distance = data.MeanOfSteps((_, z) => z.Average(logit => (logit - 1) * (logit - 1)));
        Assert.Equal(0.95 * crossEntropy, result.Terms[0].Value, 1e-5);
        Assert.Equal(0.05 * distance, result.Terms[1].Value, 1e-5);
        Assert.Equal(0.001, Made.By("tet").Terms[1].Weight);
        Assert.Equal(data.Evaluate(Made.By("ts", alpha: 0)).Loss, data.Evaluate(Made.By("tet", lambda: 0)).Loss, 1e-6);
    }

    [Fact]
    public void The_gradient_of_the_logit_target_is_twice_the_distance_over_their_number()
    {
        using ObjectiveCase data = new(10);
        float[] gradient = data.Evaluate(new LogitTargetTerm { Weight = 0.5, Target = 2 }).LogitsGradient!.ToArray();
        double expected = 0.5 * 2 * (data.Student[1][2][3] - 2) / gradient.Length;
        Assert.Equal(expected, gradient[(((2 * data.Samples) + 1) * data.Classes) + 3], 1e-6);
    }

    [Theory]
    [InlineData("vanilla_kd", OutputReading.MeanLogits, OutputReading.MeanLogits)]
    [InlineData("ts_ce", OutputReading.EachStep, OutputReading.MeanLogits)]
    [InlineData("ts_kl", OutputReading.MeanLogits, OutputReading.EachStep)]
    [InlineData("ts", OutputReading.EachStep, OutputReading.EachStep)]
    public void Each_part_of_tser_can_be_switched_alone(string method, OutputReading crossEntropy, OutputReading divergence)
    {
        ObjectiveSettings without = Made.By(method), with = Made.By(method == "ts" ? "tser" : method + "_er");
        Assert.Equal(
            [("cross_entropy", crossEntropy), ("distillation", divergence)], without.Terms.Cast<ProbabilityTerm>().Select(term => (term.Name, term.Output)));
        Assert.Equal(without.Terms, with.Terms.SkipLast(1));
        Assert.Equal(new EntropyTerm { Output = OutputReading.EachStep, Weight = 0.01, Temperature = 5 }, with.Terms[^1]);
    }

    [Fact]
    public void Entropy_has_a_temperature_of_its_own_and_its_square()
    {
        EntropyTerm entropy = new() { Weight = 0.01, Temperature = Tau };
        Assert.Equal(entropy with { Temperature = 1 }, Methods.Tser(temperature: Tau, entropyTemperature: 1).Terms[^1]);
        Assert.Equal(
            entropy with { TimesTemperatureSquared = true },
            Methods.Find("tser").Objective(o => o.With(MethodOptions.EntropyTimesTemperatureSquared, true)).Terms[^1]);
    }

    [Theory]
    [InlineData("vanilla_kd")]
    [InlineData("vanilla_kd_probabilities")]
    public void With_the_same_logits_at_every_step_separation_changes_nothing(string vanilla)
    {
        using ObjectiveCase data = new(4, sameAtEveryStep: true);
        double separated = data.Evaluate(Made.By("ts")).Loss;
        Assert.Equal(data.Evaluate(Made.By(vanilla)).Loss, separated, 1e-4);
    }

    [Fact]
    public void With_one_step_separation_changes_nothing()
    {
        using ObjectiveCase data = new(5, steps: 1);
        Assert.Equal(data.Evaluate(Made.By("vanilla_kd")).Loss, data.Evaluate(Made.By("ts")).Loss, 1e-5);
    }

    [Fact]
    public void Separation_never_lowers_the_loss()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            using ObjectiveCase data = new(seed, steps: 2 + (seed % 3));
            double separated = data.Evaluate(Made.By("ts")).Loss;
            Assert.True(separated >= data.Evaluate(Made.By("vanilla_kd")).Loss - 1e-4);
            Assert.True(separated >= data.Evaluate(Made.By("vanilla_kd_probabilities")).Loss - 1e-4);
        }
    }

    [Fact]
    public void Lambda_0_is_temporal_separation_and_alpha_0_is_cross_entropy_at_each_step()
    {
        using ObjectiveCase data = new(6);
        Assert.Equal(
            data.Evaluate(Made.By("ts")).Loss,
            data.Evaluate(Made.By("tser", lambda: 0)).Loss, 1e-6);
        Assert.Equal(
            data.Evaluate(new CrossEntropyTerm()).Loss,
            data.Evaluate(Made.By("ts", alpha: 0)).Loss, 1e-6);
    }

    [Fact]
    public void Entropy_regularization_lies_between_minus_lambda_ln_C_and_0()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            using ObjectiveCase data = new(seed);
            double value = data.Evaluate(new EntropyTerm { Weight = 0.2, Temperature = 1 + seed }).Loss;
            Assert.InRange(value, -0.2 * Math.Log(data.Classes) - 1e-6, 0);
        }
    }

    [Fact]
    public void Entropy_of_uniform_outputs_reaches_its_bound()
    {
        using ObjectiveCase data = new(7);
        double value = data.Evaluate(new EntropyTerm { Weight = 0.2, Temperature = 1e6 }).Loss;
        Assert.Equal(-0.2 * Math.Log(data.Classes), value, 1e-5);
    }

    [Fact]
    public void Presets_differ_in_temperatures_and_in_the_square()
    {
        ObjectiveSettings code = Made.By("tser", "public-code", temperature: Tau);
        ObjectiveSettings paper = Made.By("tser", "paper-literal", temperature: Tau);
        Assert.Equal([1, Tau, Tau], code.Terms.Cast<ProbabilityTerm>().Select(term => term.Temperature));
        Assert.Equal([false, true, false], code.Terms.Cast<ProbabilityTerm>().Select(term => term.TimesTemperatureSquared));
        Assert.Equal([Tau, Tau, Tau], paper.Terms.Cast<ProbabilityTerm>().Select(term => term.Temperature));
        Assert.All(paper.Terms.Cast<ProbabilityTerm>(), term => Assert.False(term.TimesTemperatureSquared));
    }

    [Theory]
    [InlineData("kdsnn")]
    [InlineData("bkdsnn")]
    [InlineData("bkdsnn_logits")]
    [InlineData("ts_ensemble")]
    [InlineData("tet")]
    public void Presets_leave_methods_of_other_papers_alone(string method)
    {
        ObjectiveSettings code = Made.By(method), paper = Made.By(method, "paper-literal");
        Assert.Equal(code.Terms, paper.Terms);
        Assert.All(paper.Terms.OfType<ProbabilityTerm>().Where(term => term.Temperature > 1), term => Assert.True(term.TimesTemperatureSquared));
    }

    [Theory]
    [InlineData(0.2, 1.0, 5, true)]
    [InlineData(0.2, 1.0, 1, false)]
    [InlineData(0.9, 1.0, 10, true)]
    [InlineData(0.9, 1.0, 11, true)]
    [InlineData(0.95, 1.0, 10, false)]
    [InlineData(0.5, 0.6, 5, false)]
    [InlineData(0.5, 0.6, 10, true)]
    public void A_term_that_counts_in_none_of_the_epochs_is_refused(double from, double until, int epochs, bool counts)
    {
        ObjectiveSettings objective = new() { Terms = [new EntropyTerm(), new CrossEntropyTerm { From = from, Until = until }] };
        Assert.Equal(
            counts ? null : "cross_entropy", Record.Exception(() => objective.Check(epochs)) is ArgumentException error ? error.Message.Split('\'')[1] : null);
    }

    [Fact]
    public void A_term_that_occurs_twice_is_logged_under_two_names()
    {
        using ObjectiveCase data = new(8);
        ObjectiveResult result = data.Evaluate(
            new CrossEntropyTerm { Output = OutputReading.EachStep },
            new CrossEntropyTerm { Output = OutputReading.MeanLogits });
        Assert.Equal(["cross_entropy", "cross_entropy_2"], result.Terms.Select(term => term.Name));
    }

    [Theory]
    [InlineData("tsar", "public-code", 0.5, 0.01, 5, "no method 'tsar'")]
    [InlineData("tser", "public", 0.5, 0.01, 5, "'preset' must be one of public-code, paper-literal, not 'public'")]
    [InlineData("tser", "public-code", 1.5, 0.01, 5, "alpha")]
    [InlineData("tser", "public-code", double.NaN, 0.01, 5, "alpha")]
    [InlineData("tser", "public-code", 0.5, -1, 5, "lambda")]
    [InlineData("tser", "public-code", 0.5, 0.01, 0, "temperature")]
    [InlineData("cross_entropy", "public-code", 0.5, 0.01, 5, "no option 'alpha' here. There are: label_smoothing")]
    public void Impossible_settings_are_refused(string method, string preset, double alpha, double lambda, double temperature, string message)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Made.By(method, preset, alpha, lambda, temperature));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
