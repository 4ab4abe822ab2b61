using System.Text.Json;
using SpikeDistill.Metrics;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Metrics;

/// <summary>The measures of an evaluation against numbers worked by hand.</summary>
public sealed class MeasureTests : IDisposable
{
    private readonly Engine _engine = new(1);
    private readonly Tape _tape;

    public MeasureTests() => _tape = new Tape(_engine, recording: false);

    public void Dispose()
    {
        _tape.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void Accuracy_of_the_first_steps_is_that_of_their_mean()
    {
        // Two samples, three steps, two classes; labels 0 and 1. The sums over the first steps are
        // sample 0: (0, 1), (3, 1), (3, 5): wrong, right, wrong; sample 1: (0, 2), (1, 2), (3, 2.5): right, right, wrong.
        Tensor logits = _tape.From([0, 1, 0, 2, 3, 0, 1, 0, 0, 4, 2, 0.5f], new Shape(3, 2, 2));
        PrefixAccuracyCounter prefixes = new(timesteps: 3);
        AccuracyCounter all = new(timesteps: 3);
        prefixes.Add(logits, [0, 1]);
        all.Add(logits, [0, 1]);
        Assert.Equal([0.5, 1, 0], prefixes.Accuracies);
        Assert.Equal(all.Accuracy, prefixes.Accuracies[^1]);

        prefixes.Add(logits, [1, 0]);
        Assert.Equal([0.5, 0.5, 0.5], prefixes.Accuracies);
    }

    [Fact]
    public void The_last_prefix_is_the_mean_of_all_steps_to_the_bit()
    {
        CounterRandom random = new(1, "prefix");
        float[] values = [.. Enumerable.Range(0, 3 * 500 * 4).Select(_ => random.NextInt(4) * 0.1f)];
        int[] labels = [.. Enumerable.Range(0, 500).Select(_ => random.NextInt(4))];
        Tensor logits = _tape.From(values, new Shape(3, 500, 4));
        PrefixAccuracyCounter prefixes = new(timesteps: 3);
        AccuracyCounter all = new(timesteps: 3);
        prefixes.Add(logits, labels);
        all.Add(logits, labels);
        Assert.Equal(all.Accuracy, prefixes.Accuracies[2]);
        Assert.Equal(all.StepAccuracies[0], prefixes.Accuracies[0]);
    }

    [Fact]
    public void Calibration_error_compares_accuracy_and_confidence_bin_by_bin()
    {
        // Confidences 0.9 and 0.88 share the bin (13/15, 14/15]: accuracy 1/2, mean confidence 0.89; 0.6 is alone in its bin, right;
        // 0.7 is alone in its bin, wrong. ECE = (2·|0.5 - 0.89| + |1 - 0.6| + |0 - 0.7|) / 4 = 0.47.
        CalibrationCounter counter = new();
        counter.Add(Probabilities(0.9, 0.88), [0, 1]);
        counter.Add(Probabilities(0.6, 0.7), [0, 1]);
        Assert.Equal(0.47, counter.Error, 6);
    }

    [Fact]
    public void A_confidence_of_1_lands_in_the_last_bin()
    {
        // Three classes alike: confidence 1/3, right. Then two of confidence 1, right, which add nothing.
        CalibrationCounter counter = new();
        counter.Add(_tape.From([1, 1, 1, 900, 0, 0, 0, -900, -900], new Shape(3, 3)), [0, 0, 0]);
        Assert.Equal(2.0 / 9, counter.Error, 6);
        Assert.Equal(0, new CalibrationCounter().Error);
    }

    [Fact]
    public void Copy_rate_counts_the_teachers_wrong_class_where_it_is_wrong()
    {
        // label, teacher, student: (0, 0, 0) agree; (1, 2, 2) copied; (1, 2, 1) right where the teacher is wrong; (0, 1, 2) wrong in its
        // own way; (2, 2, 0) only the teacher is right.
        TeacherComparisonCounter counter = new();
        counter.Add(OneHot(0, 2, 1, 2), OneHot(0, 2, 2, 1), [0, 1, 1, 0]);
        counter.Add(OneHot(0), OneHot(2), [2]);
        Assert.Equal(
            new TeacherComparison(TeacherAccuracy: 2 / 5.0, Agreement: 2 / 5.0, TeacherWrong: 3, AccuracyWhereTeacherWrong: 1 / 3.0, CopyRate: 1 / 3.0),
            counter.Comparison);
    }

    [Fact]
    public void A_teacher_that_is_never_wrong_has_no_copies()
    {
        TeacherComparisonCounter counter = new();
        counter.Add(OneHot(1), OneHot(0), [0]);
        Assert.Equal(new TeacherComparison(1, 0, 0, null, null), counter.Comparison);
    }

    [Fact]
    public void Firing_is_averaged_over_neurons_and_over_layers()
    {
        // 40 % of 300 neurons and 10 % of 100: (120 + 10) / 400 over all neurons, (40 + 10) / 2 % over the layers.
        Evaluation evaluation = new()
        {
            Split = "test",
            Images = 1,
            Accuracy = 1,
            StepAccuracies = [1],
            Loss = 0,
            FiringRates = [new LayerRate("wide", 300, 0.4), new LayerRate("narrow", 100, 0.1)],
        };
        Assert.Equal(0.325, evaluation.FiringRate, 12);
        Assert.Equal(0.25, evaluation.LayerFiringRate, 12);
        Assert.Contains("\"layer_firing_rate\":0.25", JsonSerializer.Serialize(evaluation, Json.Line), StringComparison.Ordinal);
        Assert.Equal(0, (evaluation with { FiringRates = [] }).LayerFiringRate);
    }

    [Fact]
    public void Metrics_of_an_older_version_are_read()
    {
        const string Line = """
            {"split":"test","images":4,"accuracy":0.5,"step_accuracies":[0.25,0.5],"loss":1.5,
            "firing_rates":[],"mean_step_accuracy":0.375,"firing_rate":0}
            """;
        Evaluation old = JsonSerializer.Deserialize<Evaluation>(Line, Json.Line)!;
        Assert.Equal(0.375, old.MeanStepAccuracy);
        Assert.Empty(old.PrefixAccuracies);
        Assert.Null(old.CalibrationError);
        Assert.Null(old.Teacher);
    }

    /// <summary>Logits of two classes, the first of which has these probabilities.</summary>
    private Tensor Probabilities(params double[] first)
        => _tape.From([.. first.SelectMany(p => new[] { (float)Math.Log(p), (float)Math.Log(1 - p) })], new Shape(first.Length, 2));

    private Tensor OneHot(params int[] classes)
        => _tape.From([.. classes.SelectMany(c => Enumerable.Range(0, 3).Select(k => k == c ? 1f : 0f))], new Shape(classes.Length, 3));
}
