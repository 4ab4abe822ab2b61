using SpikeDistill.Distillation;
using SpikeDistill.Tensors;
using static SpikeDistill.Reference.ObjectiveReference;

namespace SpikeDistill.Tests.Distillation;

/// <summary>Random logits of student and teacher with labels, evaluated by the product and by the reference.</summary>
internal sealed class ObjectiveCase : IDisposable
{
    private readonly Engine _engine = new(1);
    private readonly Tape _tape;
    private readonly Tensor _logits;
    private readonly Tensor _teacherLogits;

    public ObjectiveCase(int seed, int steps = 3, int samples = 4, int classes = 5, bool sameAtEveryStep = false)
    {
        (Steps, Samples, Classes) = (steps, samples, classes);
        CounterRandom random = new(seed, "objective case");
        float[] student = new float[steps * samples * classes];
        int distinct = sameAtEveryStep ? samples * classes : student.Length;
        for (int i = 0; i < student.Length; i++)
        {
            student[i] = i < distinct ? 3 * random.NextGaussian() : student[i % distinct];
        }

        float[] teacher = [.. Enumerable.Range(0, samples * classes).Select(_ => 3 * random.NextGaussian())];
        Labels = [.. Enumerable.Range(0, samples).Select(_ => random.NextInt(classes))];
        Student = [.. Enumerable.Range(0, samples).Select(n => Enumerable.Range(0, steps).Select(t => Row(student, (t * samples) + n)).ToArray())];
        Teacher = [.. Enumerable.Range(0, samples).Select(n => Row(teacher, n))];
        _tape = new Tape(_engine);
        _logits = _tape.From(student, new Shape(steps, samples, classes));
        _teacherLogits = _tape.From(teacher, new Shape(samples, classes));

        double[] Row(float[] values, int row) => [.. values.Skip(row * classes).Take(classes).Select(v => (double)v)];
    }

    public int Steps { get; }

    public int Samples { get; }

    public int Classes { get; }

    public int[] Labels { get; }

    /// <summary>[sample][step][class].</summary>
    public double[][][] Student { get; }

    /// <summary>[sample][class].</summary>
    public double[][] Teacher { get; }

    public ObjectiveResult Evaluate(ObjectiveSettings settings)
        => new Objective(settings).Evaluate(_tape, new TermInputs(_logits, Labels, _teacherLogits));

    public ObjectiveResult Evaluate(params Term[] terms)
        => Evaluate(new ObjectiveSettings { Terms = terms });

    /// <summary>Mean over samples and steps of a function of one step's logits.</summary>
    public double MeanOfSteps(Func<int, double[], double> value)
        => Enumerable.Range(0, Samples).Average(n => Student[n].Average(step => value(n, step)));

    /// <summary>Mean over samples of a function of a sample's averaged output, as probabilities.</summary>
    public double MeanOfAverages(OutputReading reading, double temperature, Func<int, double[], double> value)
        => Enumerable.Range(0, Samples).Average(n => value(n, reading == OutputReading.MeanLogits
            ? Softmax(MeanOverTime(Student[n]), temperature)
            : MeanOverTime([.. Student[n].Select(step => Softmax(step, temperature))])));

    public void Dispose()
    {
        _tape.Dispose();
        Assert.Equal(0, _engine.Memory.BlocksInUse);
        _engine.Dispose();
    }
}
