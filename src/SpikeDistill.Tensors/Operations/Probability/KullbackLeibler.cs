namespace SpikeDistill.Tensors.Operations;

/// <summary>The divergence of a student's distribution from a teacher's (TSER, Eq. 5).</summary>
public static class KullbackLeiblerOperation
{
    /// <summary>
    /// mean over rows of Σ_i p_i · (log p_i − log q_i), where p_i = 0 adds nothing. The teacher's logP is a constant [N, C];
    /// logQ is [N, C], or [T, N, C] with the teacher repeating over T. The result is a scalar.
    /// </summary>
    /// <param name="tape">The pass.</param>
    /// <param name="teacherLogP">log p.</param>
    /// <param name="logQ">log q.</param>
    /// <param name="value">
    /// The value where the caller has it: the difference of distributions that are nearly the same drowns in the rounding of their logarithms.
    /// Null to work it out from them. The gradient is the same.
    /// </param>
    /// <exception cref="TensorException">The shapes do not fit.</exception>
    public static Tensor KullbackLeibler(this Tape tape, Tensor teacherLogP, Tensor logQ, double? value = null)
    {
        Check.LastAxis("KullbackLeibler", logQ);
        if (teacherLogP.Shape.Rank != 2 || logQ.Shape.Rank < 2 || logQ.Shape[^1] != teacherLogP.Shape[1] || logQ.Shape[^2] != teacherLogP.Shape[0])
        {
            throw new TensorException(
                $"KullbackLeibler: a teacher [N, C] and a student [N, C] or [T, N, C] are needed, but they have {teacherLogP.Shape} and {logQ.Shape}.");
        }

        int rows = checked((int)(logQ.Shape.Count / logQ.Shape[^1]));
        Saved target = tape.Save(teacherLogP);
        return tape.Record("KullbackLeibler", tape.Scalar((float)(value ?? Mean(teacherLogP.Values, logQ.Values, rows))), [logQ], [target], (dy, gradients) =>
        {
            // dlogQ = −dy · p / rows.
            Tensor dx = tape.Allocate(logQ.Shape);
            ReadOnlySpan<float> logP = target.Value.Values;
            Span<float> to = dx.Values;
            float factor = -dy.Item() / rows;
            for (int i = 0, j = 0; i < to.Length; i++, j = j + 1 == logP.Length ? 0 : j + 1)
            {
                to[i] = factor * MathF.Exp(logP[j]);
            }

            gradients.Give(logQ, dx);
        });
    }

    private static double Mean(ReadOnlySpan<float> teacher, ReadOnlySpan<float> student, int rows)
    {
        double sum = 0;
        for (int i = 0, j = 0; i < student.Length; i++, j = j + 1 == teacher.Length ? 0 : j + 1)
        {
            double p = Math.Exp(teacher[j]);
            sum += p == 0 ? 0 : p * (teacher[j] - student[i]);
        }

        return sum / rows;
    }
}
