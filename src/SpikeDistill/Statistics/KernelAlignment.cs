using System.Numerics.Tensors;

namespace SpikeDistill.Statistics;

/// <summary>
/// Centered kernel alignment of two sets of features of the same images (Kornblith et al., ICML 2019) with linear kernels and the unbiased estimator of the
/// Hilbert-Schmidt independence criterion (Song et al., JMLR 2012, equation 5), so that features that have nothing in common come to 0 however many
/// there are. It does not change where features are turned, moved, or scaled as a whole.
/// </summary>
internal static class KernelAlignment
{
    /// <summary>Images without which the estimator is not defined.</summary>
    public const int Fewest = 4;

    /// <summary>How alike the features are: 1 where one is the other turned and scaled, about 0 where they have nothing in common.</summary>
    /// <param name="left">[count, features], row by row.</param>
    /// <param name="right">[count, features of its own], row by row, of the same images.</param>
    /// <param name="count">Images.</param>
    /// <returns>The alignment; null below <see cref="Fewest"/> images, where features are no numbers, and where one side is the same for all images.</returns>
    public static double? Linear(ReadOnlySpan<float> left, ReadOnlySpan<float> right, int count)
    {
        if (count < Fewest)
        {
            return null;
        }

        double[] first = Products(left, count), second = Products(right, count);
        double own = Independence(first, first, count) * Independence(second, second, count);
        double alignment = Independence(first, second, count) / Math.Sqrt(own);
        return double.IsFinite(alignment) ? alignment : null;
    }

    /// <summary>Products of every two rows, less the mean row, with 0 of each with itself.</summary>
    private static double[] Products(ReadOnlySpan<float> rows, int count)
    {
        int features = rows.Length / count;
        double[] centered = new double[rows.Length], mean = new double[features], products = new double[count * count];
        TensorPrimitives.ConvertChecked(rows, centered.AsSpan());
        for (int i = 0; i < count; i++)
        {
            TensorPrimitives.Add(mean, centered.AsSpan(i * features, features), mean);
        }

        TensorPrimitives.Divide(mean, count, mean);
        for (int i = 0; i < count; i++)
        {
            Span<double> row = centered.AsSpan(i * features, features);
            TensorPrimitives.Subtract(row, mean, row);
            for (int j = 0; j < i; j++)
            {
                products[(i * count) + j] = products[(j * count) + i] = TensorPrimitives.Dot(row, centered.AsSpan(j * features, features));
            }
        }

        return products;
    }

    private static double Independence(double[] first, double[] second, int count)
    {
        double sums = 0;
        for (int i = 0; i < count; i++)
        {
            sums += TensorPrimitives.Sum(first.AsSpan(i * count, count)) * TensorPrimitives.Sum(second.AsSpan(i * count, count));
        }

        double all = TensorPrimitives.Sum<double>(first) * TensorPrimitives.Sum<double>(second) / ((count - 1.0) * (count - 2));
        return TensorPrimitives.Dot<double>(first, second) + all - (2 * sums / (count - 2));
    }
}
