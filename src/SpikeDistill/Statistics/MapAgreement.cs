namespace SpikeDistill.Statistics;

/// <summary>How far two maps of one image, which may be of different sizes, are high at the same places.</summary>
internal static class MapAgreement
{
    /// <summary>Pearson's correlation over the places of a grid as fine as the finer map in each direction, between whose pixels is interpolated.</summary>
    /// <param name="left">A map, row by row.</param>
    /// <param name="leftWidth">Its columns.</param>
    /// <param name="right">The other.</param>
    /// <param name="rightWidth">Its columns.</param>
    /// <returns>From -1 to 1; null where a map is the same everywhere, or no number.</returns>
    public static double? Of(double[] left, int leftWidth, double[] right, int rightWidth)
    {
        int leftHeight = left.Length / leftWidth, rightHeight = right.Length / rightWidth;
        int width = Math.Max(leftWidth, rightWidth), height = Math.Max(leftHeight, rightHeight);
        double[] first = new double[width * height], second = new double[width * height];
        for (int place = 0; place < first.Length; place++)
        {
            double row = ((place / width) + 0.5) / height, column = ((place % width) + 0.5) / width;
            first[place] = Bilinear.At(leftHeight, leftWidth, row, column, (y, x) => left[(y * leftWidth) + x]);
            second[place] = Bilinear.At(rightHeight, rightWidth, row, column, (y, x) => right[(y * rightWidth) + x]);
        }

        return Correlation(first, second);
    }

    private static double? Correlation(double[] first, double[] second)
    {
        double firstMean = first.Average(), secondMean = second.Average(), product = 0, firstSquares = 0, secondSquares = 0;
        for (int i = 0; i < first.Length; i++)
        {
            double a = first[i] - firstMean, b = second[i] - secondMean;
            (product, firstSquares, secondSquares) = (product + (a * b), firstSquares + (a * a), secondSquares + (b * b));
        }

        double correlation = product / Math.Sqrt(firstSquares * secondSquares);
        return double.IsFinite(correlation) ? Math.Clamp(correlation, -1, 1) : null;
    }
}
