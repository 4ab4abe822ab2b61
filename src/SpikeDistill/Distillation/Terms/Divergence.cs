using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>
/// KL(P || Q) = Σ p · ln(p / q) of a teacher's and a student's softmax, whose value holds at every temperature. At a high one both are nearly
/// uniform and their difference, of the order of 1/τ², lies below the rounding of logarithms in single precision; times τ² that would be
/// anything. So it is worked out from the logits in double precision, as Σ p · (d + e^-d - 1) with d = ln(p / q), whose parts are all
/// positive: as Σ q = Σ p, it is the same sum.
/// </summary>
internal static class Divergence
{
    /// <summary>Below this difference of logarithms the series is used, which is exact there to ten digits.</summary>
    private const double Small = 0.01;

    /// <summary>The mean over samples (and steps, where they are read one by one).</summary>
    /// <param name="tape">The term's pass.</param>
    /// <param name="target">The teacher's logits [N, C]; constants.</param>
    /// <param name="student">The student's logits [T, N, C].</param>
    /// <param name="term">Temperature and reading of the outputs.</param>
    public static Tensor From(Tape tape, Tensor target, Tensor student, ProbabilityTerm term)
        => tape.KullbackLeibler(
            tape.LogSoftmax(target, (float)term.Temperature),
            tape.LogProbabilities(student, term),
            Mean(target, student, term));

    /// <summary>The value alone.</summary>
    internal static double Mean(Tensor target, Tensor student, ProbabilityTerm term)
    {
        (int steps, int samples, int classes) = (student.Shape[0], student.Shape[1], student.Shape[2]);
        Distribution p = new(classes), q = new(classes);
        double[] logits = new double[classes], mean = new double[classes];
        double sum = 0;
        for (int n = 0; n < samples; n++)
        {
            Array.Clear(logits);
            AddRow(target, n, 1, logits);
            p.Softmax(logits, term.Temperature);
            Array.Clear(mean);
            for (int t = 0; t < steps; t++)
            {
                int row = (t * samples) + n;
                if (term.Output == OutputReading.MeanLogits)
                {
                    AddRow(student, row, 1.0 / steps, mean);
                    continue;
                }

                Array.Clear(logits);
                AddRow(student, row, 1, logits);
                q.Softmax(logits, term.Temperature);
                if (term.Output == OutputReading.EachStep)
                {
                    sum += Of(p, q) / steps;
                }
                else
                {
                    for (int c = 0; c < classes; c++) mean[c] += q.Values[c] / steps;
                }
            }

            if (term.Output == OutputReading.MeanLogits) q.Softmax(mean, term.Temperature);
            if (term.Output == OutputReading.MeanProbabilities) q.Take(mean);
            sum += term.Output == OutputReading.EachStep ? 0 : Of(p, q);
        }

        return sum / samples;
    }

    private static double Of(Distribution teacher, Distribution student)
    {
        double sum = 0;
        for (int c = 0; c < teacher.Values.Length; c++)
        {
            double p = teacher.Values[c], q = student.Values[c], d = teacher.Logarithms[c] - student.Logarithms[c];
            sum += p == 0 ? q
                : Math.Abs(d) < Small ? p * d * d * (0.5 - (d * ((1.0 / 6) - (d * ((1.0 / 24) - (d / 120))))))
                : (p * d) + q - p;
        }

        return sum;
    }

    private static void AddRow(Tensor logits, int row, double share, Span<double> to)
    {
        ReadOnlySpan<float> from = logits.Values.Slice(row * to.Length, to.Length);
        for (int c = 0; c < to.Length; c++) to[c] += share * from[c];
    }

    /// <summary>Probabilities with their logarithms.</summary>
    private sealed class Distribution(int classes)
    {
        public double[] Values { get; } = new double[classes];

        public double[] Logarithms { get; } = new double[classes];

        public void Softmax(ReadOnlySpan<double> logits, double temperature)
        {
            double largest = double.MinValue, sum = 0;
            foreach (double value in logits) largest = Math.Max(largest, value);
            for (int c = 0; c < logits.Length; c++)
            {
                Logarithms[c] = (logits[c] - largest) / temperature;
                sum += Values[c] = Math.Exp(Logarithms[c]);
            }

            double whole = Math.Log(sum);
            for (int c = 0; c < logits.Length; c++)
            {
                Logarithms[c] -= whole;
                Values[c] /= sum;
            }
        }

        public void Take(ReadOnlySpan<double> probabilities)
        {
            probabilities.CopyTo(Values);
            for (int c = 0; c < Values.Length; c++) Logarithms[c] = Math.Log(Values[c]);
        }
    }
}
