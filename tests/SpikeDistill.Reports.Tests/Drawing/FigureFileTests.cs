using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SpikeDistill.Reports.Charts;

namespace SpikeDistill.Reports.Tests.Drawing;

/// <summary>Figures as files that stand alone.</summary>
public sealed partial class FigureFileTests(WrittenFigures written) : IClassFixture<WrittenFigures>
{
    private const double Pixel = 0.2;

    private Report Report => written.Report;

    [Fact]
    public void Every_figure_has_its_csv_and_where_it_is_drawn_svg_and_png()
    {
        IEnumerable<string> expected = Report.Figures.SelectMany(
            figure => (figure.Chart is null ? [".csv"] : new[] { ".csv", ".png", ".svg" }).Select(ending => figure.Id + ending));

        IEnumerable<string?> there = Directory.GetFiles(written.Folder).Select(Path.GetFileName);
        Assert.Equal(expected.Order(StringComparer.Ordinal), there.Order(StringComparer.Ordinal)!);
    }

    [Fact]
    public void Csv_and_svg_hold_the_numbers_of_the_figure_to_the_last_bit()
        => Assert.All(Report.Figures, figure =>
        {
            string csv = File.ReadAllText(In(figure, "csv"));
            IReadOnlyList<IReadOnlyList<string>> lines = CsvText.Read(csv);
            Assert.Equal(figure.Table.Columns.Select(column => column.Name), lines[0]);
            for (int row = 0; row < figure.Table.Rows; row++)
            {
                Assert.All(
                    figure.Table.Columns.Zip(lines[row + 1]).Where(cell => cell.First.Numbers is not null),
                    cell => Assert.Equal(cell.First.Numbers![row], cell.Second.Length == 0 ? null : double.Parse(cell.Second, CultureInfo.InvariantCulture)));
            }

            if (figure.Chart is not null)
            {
                XElement svg = XElement.Load(In(figure, "svg"));
                Assert.Equal(csv, Child(svg, "metadata"));
                Assert.Equal(figure.Title, Child(svg, "title"));
                Assert.Equal(figure.Caption, Child(svg, "desc"));
            }
        });

    [Theory]
    [InlineData("accuracy")]
    [InlineData("training-loss")]
    [InlineData("learning-rate")]
    public void A_line_of_the_svg_goes_through_its_numbers(string id)
    {
        Figure figure = Report.Figures.Single(one => one.Id == id);
        (double X, double Y)[][] paths = [.. PathData().Matches(File.ReadAllText(In(figure, "svg")))
            .Select(match => match.Groups["points"].Value.TrimStart('M').Split('L').Select(Point).ToArray())
            .Where(path => path.Length == figure.Table.Rows)];

        // Dashed lines are cut into their dashes.
        Assert.All(figure.Chart!.Series.Where(series => !series.Dashed), series =>
        {
            double[] values = [.. figure.Table.Columns[series.Y].Numbers!.Select(value => value!.Value)];
            Assert.Contains(
                paths,
                path => IsStraight(values, [.. path.Select(point => point.Y)]) && IsStraight(Rows(values.Length), [.. path.Select(point => point.X)]));
        });
    }

    [Fact]
    public void Letters_of_an_svg_are_of_fonts_that_every_reader_has()
    {
        string svg = File.ReadAllText(In(Report.Figures.First(figure => figure.Chart is not null), "svg"));
        string[] fonts = [.. Font().Matches(svg).Select(match => match.Value)];

        Assert.NotEmpty(fonts);
        Assert.All(fonts, font => Assert.EndsWith("Helvetica, Arial, sans-serif\"", font, StringComparison.Ordinal));
    }

    [Fact]
    public void A_png_has_twice_the_size_of_the_figure()
    {
        byte[] png = File.ReadAllBytes(In(Report.Figures.First(figure => figure.Chart is not null), "png"));

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        Assert.Equal(1440, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
    }

    private static double[] Rows(int count) => [.. Enumerable.Range(1, count).Select(row => (double)row)];

    /// <summary>Whether places follow from values by one factor and one shift.</summary>
    private static bool IsStraight(double[] values, double[] places)
    {
        int low = Array.IndexOf(values, values.Min()), high = Array.IndexOf(values, values.Max());
        double factor = (places[high] - places[low]) / (values[high] - values[low]);
        return values.Zip(places).All(one => Math.Abs(places[low] + ((one.First - values[low]) * factor) - one.Second) < Pixel);
    }

    private static (double X, double Y) Point(string text)
    {
        string[] parts = text.Split(' ', 2);
        return (double.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private static string Child(XElement svg, string name) => svg.Elements().Single(one => one.Name.LocalName == name).Value;

    private string In(Figure figure, string ending) => Path.Combine(written.Folder, $"{figure.Id}.{ending}");

    [GeneratedRegex(@" d=""(?<points>M[-\d. ]+(L[-\d. ]+)+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathData();

    [GeneratedRegex(@"font-family=""[^""]*""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Font();
}
