namespace SpikeDistill.Tensors.Operations;

/// <summary>The cross-entropy with hard labels.</summary>
public static class NegativeLogLikelihoodOperation
{
    /// <summary>
    /// −mean over rows of logQ[row, label of the row]. logQ is [N, C], or [T, N, C] with the labels repeating over T. The result is a scalar.
    /// </summary>
    /// <exception cref="TensorException">The number of labels is not N, or a label is no class.</exception>
    public static Tensor NegativeLogLikelihood(this Tape tape, Tensor logQ, int[] labels)
    {
        Check.LastAxis("NegativeLogLikelihood", logQ);
        int classes = logQ.Shape[^1];
        int rows = checked((int)(logQ.Shape.Count / classes));
        CheckLabels(logQ.Shape, labels, classes);
        double sum = 0;
        for (int row = 0; row < rows; row++)
        {
            sum += logQ.Values[(row * classes) + labels[row % labels.Length]];
        }

        return tape.Record("NegativeLogLikelihood", tape.Scalar((float)(-sum / rows)), [logQ], [], (dy, gradients) =>
        {
            // dlogQ = −dy / rows at the label, 0 elsewhere.
            Tensor dx = tape.Zeros(logQ.Shape);
            for (int row = 0; row < rows; row++)
            {
                dx.Values[(row * classes) + labels[row % labels.Length]] = -dy.Item() / rows;
            }

            gradients.Give(logQ, dx);
        });
    }

    /// <summary>The cross-entropy of softmax(logits / τ): <see cref="NegativeLogLikelihood"/> of <see cref="SoftmaxOperation.LogSoftmax"/>.</summary>
    /// <exception cref="TensorException">As those two.</exception>
    public static Tensor CrossEntropy(this Tape tape, Tensor logits, int[] labels, float temperature = 1)
    {
        Tensor logQ = tape.LogSoftmax(logits, temperature), loss = tape.NegativeLogLikelihood(logQ, labels);
        logQ.Release();
        return loss;
    }

    private static void CheckLabels(Shape shape, int[] labels, int classes)
    {
        if (shape.Rank < 2 || shape[^2] != labels.Length)
        {
            throw new TensorException($"NegativeLogLikelihood: [N, C] or [T, N, C] with N = {labels.Length} labels is needed, but the shape is {shape}.");
        }

        foreach (int label in labels)
        {
            if (label < 0 || label >= classes)
            {
                throw new TensorException($"NegativeLogLikelihood: the label {label} is none of the {classes} classes.");
            }
        }
    }
}
