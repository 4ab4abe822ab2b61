using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Metrics;
using SpikeDistill.Reference;
using SpikeDistill.Tensors;

namespace SpikeDistill.Tests.Golden;

/// <summary>Labels of mixed images against PyTorch's soft labels, see tests/fixtures/make_optimizer_fixture.py.</summary>
public sealed class MixedLabelTests : IDisposable
{
    private const double Tolerance = 1e-6;

    private readonly SafeTensorsFile _file = Fixture.Open(Fixture.Optimizers);
    private readonly Engine _engine = new(1);

    public void Dispose()
    {
        _engine.Dispose();
        _file.Dispose();
    }

    [Fact]
    public void Smoothed_cross_entropy_is_PyTorchs()
        => Check("mixed.loss", "mixed.gradient", new CrossEntropyTerm { Temperature = 2, LabelSmoothing = 0.1, Output = OutputReading.EachStep });

    [Fact]
    public void Weighted_soft_labels_are_the_formulas()
        => Check("mixed.wsld", "mixed.wsld_gradient", new WeightedDistillationTerm { Temperature = 2, Output = OutputReading.MeanLogits });

    [Fact]
    public void The_ensemble_takes_the_label_with_the_larger_share()
    {
        using Tape tape = new(_engine);
        TermInputs inputs = Inputs(tape);

        float mixed = Value(tape, inputs), others = Value(tape, inputs with { Mix = null, Labels = inputs.Mix!.Others });
        float own = Value(tape, inputs with { Mix = inputs.Mix with { Share = 0.6f } });

        Assert.Equal(others, mixed);
        Assert.Equal(Value(tape, inputs with { Mix = null }), own);

        static float Value(Tape tape, TermInputs inputs) => new EnsembleTerm().Value(tape, inputs).Item();
    }

    [Fact]
    public void Accuracy_counts_each_label_by_its_share()
    {
        using Tape tape = new(_engine);

        // Three images of two classes; the largest logits are 0, 1 and 1.
        Tensor logits = tape.From([2, 1, 0, 3, 1, 4], new Shape(1, 3, 2));
        AccuracyCounter counter = new(timesteps: 1);
        counter.Add(logits, [0, 0, 1], new LabelMix([1, 1, 1], 0.25f));

        Assert.Equal((0.25 + 0.75 + 1) / 3, counter.Accuracy, 1e-7);
        Assert.Equal(counter.Accuracy, counter.StepAccuracies[0]);
    }

    private void Check(string loss, string gradient, Term term)
    {
        using Tape tape = new(_engine);
        ObjectiveResult result = new Objective(new ObjectiveSettings { Terms = [term] }).Evaluate(tape, Inputs(tape));

        Near.Assert("loss", _file.ReadDoubles(loss), [(float)result.Loss], Tolerance);
        Near.Assert("gradient", _file.ReadDoubles(gradient), result.LogitsGradient!.ToArray(), Tolerance);
    }

    private TermInputs Inputs(Tape tape)
    {
        Tensor logits = tape.Leaf(tape.From(_file.ReadSingles("mixed.logits"), new Shape(2, 5, 6)));
        Tensor teacher = tape.From(_file.ReadSingles("mixed.teacher"), new Shape(5, 6));
        return new TermInputs(logits, Read("smoothing.labels"), teacher) { Mix = new LabelMix(Read("mixed.other"), 0.3f) };

        int[] Read(string name) => Array.ConvertAll(_file.ReadInt64s(name), label => (int)label);
    }
}
