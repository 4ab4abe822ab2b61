using SpikeDistill.Analyses;

namespace SpikeDistill.Tests.Analyses;

public sealed class AnalysisFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spikedistill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_written_is_read()
    {
        AnalysisFile.Write(_folder, new RunAnalysis(Made));

        NetworkAnalysis read = AnalysisFile.Read(_folder)!.Network;

        Assert.Equal([[1, 2], [0, 3]], read.Confusion);
        Assert.Equal(new byte[] { 0, 128, 255, 7 }, read.SureErrors[0].Image.Pixels);
        Assert.Null(read.Reliability[0].Accuracy);
    }

    [Fact]
    public void Where_there_is_none_there_is_none() => Assert.Null(AnalysisFile.Read(_folder));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"network\": null}")]
    public void What_is_no_analysis_is_refused_with_what_to_do(string text)
    {
        File.WriteAllText(Path.Combine(_folder, AnalysisFile.Name), text);

        Assert.Contains("Remove it", Assert.Throws<RunException>(() => AnalysisFile.Read(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_without_all_their_pixels_and_tables_without_all_their_cells_are_refused()
    {
        Picture torn = new(200, 200, 3, [1, 2, 3]);
        NetworkAnalysis[] wrong =
        [
            Made with { SureErrors = [new SureError(torn, 0, 1, 0.5)] },
            Made with { Confusion = [[1, 2], [3]] },
            Made with { Rasters = [new LayerRaster("stem", [1, 2], [[1]])] },
            Made with { Insights = [new ImageInsight(Made.SureErrors[0].Image, 0, 0, torn, [])] },
        ];

        Assert.All(wrong, analysis =>
        {
            AnalysisFile.Write(_folder, new RunAnalysis(analysis));
            Assert.Throws<RunException>(() => AnalysisFile.Read(_folder));
        });
    }

    private static NetworkAnalysis Made => new()
    {
        Split = "test",
        Images = 6,
        ClassNames = ["a", "b"],
        Confusion = [[1, 2], [0, 3]],
        Reliability = [new ReliabilityBin(0, null, null), new ReliabilityBin(6, 0.8, 0.7)],
        SureErrors = [new SureError(new Picture(2, 2, 1, [0, 128, 255, 7]), 0, 1, 0.9)],
        Insights = [],
    };
}
