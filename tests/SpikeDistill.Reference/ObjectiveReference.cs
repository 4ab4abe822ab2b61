namespace SpikeDistill.Reference;

/// <summary>The objectives of TSER written out for one sample at a time, in double precision.</summary>
public static class ObjectiveReference
{
    /// <summary>Eq. 4: the softmax at temperature τ.</summary>
    public static double[] Softmax(double[] logits, double temperature)
    {
        double largest = logits.Max();
        double[] exponentials = [.. logits.Select(z => Math.Exp((z - largest) / temperature))];
        double sum = exponentials.Sum();
        return [.. exponentials.Select(e => e / sum)];
    }

    /// <summary>Eq. 6 with its arguments the right way round.</summary>
    public static double CrossEntropy(double[] student, int label) => -Math.Log(student[label]);

    /// <summary>Eq. 5.</summary>
    public static double KullbackLeibler(double[] teacher, double[] student)
        => teacher.Zip(student, (p, q) => p * Math.Log(p / q)).Sum();

    /// <summary>Eq. 9.</summary>
    public static double Entropy(double[] student) => -student.Sum(q => q * Math.Log(q));

    /// <summary>The mean over time of vectors [t][class].</summary>
    public static double[] MeanOverTime(double[][] steps)
        => [.. Enumerable.Range(0, steps[0].Length).Select(c => steps.Average(step => step[c]))];
}
