using SpikeDistill.Analyses;

namespace SpikeDistill.Reports.Tests;

/// <summary>Looks into networks, made up.</summary>
internal static class TestAnalyses
{
    private const int Classes = 3;

    /// <summary>Writes the analysis of a run and its teacher.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="className">What the classes are called, before their number.</param>
    /// <param name="classes">Classes of the images on the plane.</param>
    public static void Write(string folder, string className = "class", int classes = Classes)
        => AnalysisFile.Write(folder, new RunAnalysis(Network(className, spiking: true, classes), Network(className, spiking: false, classes))
        {
            Gradients = new FeatureGradients(
                ["blurred_feature"],
                "layer1.0.2",
                32,
                [new NeuronGradient(0, 0.5, 0.25, 0.6), new NeuronGradient(7, 0, 0.125, 0.125)],
                new GradientTrace(0, 3, [0.7, 0.8], [2], [0.25, -0.5], [0.125, 0.25])),
            Likeness = new TeacherLikeness(0.625, 30, -0.25, 20) { OfOtherRuns = true },
        });

    /// <summary>Writes the analysis of the teacher as a run of its own.</summary>
    public static void WriteTeacher(string folder) => AnalysisFile.Write(folder, new RunAnalysis(Network("class", spiking: false)));

    private static NetworkAnalysis Network(string className, bool spiking, int classes = Classes)
    {
        Random random = new(spiking ? 1 : 2);
        Picture image = Picture(random, 8, 3), map = Picture(random, 4, 1);
        return new NetworkAnalysis
        {
            Split = "test",
            Images = 90,
            ClassNames = [.. Enumerable.Range(0, classes).Select(number => $"{className} {number}")],
            Confusion = [[20, 5, 5], [3, 25, 2], [0, 1, 29]],
            Reliability = [.. Enumerable.Range(0, 15).Select(bin => bin < 5
                ? new ReliabilityBin(0, null, null)
                : new ReliabilityBin(9, (bin + 0.5) / 15, random.NextDouble()))],
            SureErrors = [new SureError(image, 0, 1, 0.99), new SureError(image, 2, 1, 0.9)],
            Embedding = new FeatureEmbedding(
                [.. Enumerable.Range(0, Math.Max(30, classes)).Select(i => new EmbeddedImage(random.NextDouble(), random.NextDouble(), i % classes))],
                0.5,
                9.7,
                1000,
                8)
            {
                Neighbors = 10,
                NeighborsInFeatures = 0.75,
                NeighborsOnPlane = 0.5,
            },
            Histogram = new FeatureHistogram(0, 1, [5, 3, 2]),
            Insights = [new ImageInsight(image, 0, 1, map, [new ChannelMap(3, 0.7, map)])],
            Rasters = spiking ? [new LayerRaster("stem", [3, 9], [[1, 2], []]), new LayerRaster("layer1", [0], [[2]])] : [],
            Membrane = spiking ? new MembraneTrace("stem", 3, [0.7, 0.8], [0, 0.4], [1]) : null,
        };
    }

    private static Picture Picture(Random random, int side, int channels)
    {
        byte[] pixels = new byte[side * side * channels];
        random.NextBytes(pixels);
        return new Picture(side, side, channels, pixels);
    }
}
