namespace SpikeDistill.Tests;

/// <summary>Cells of CSV, which spreadsheets open as what they are.</summary>
public sealed class CsvTextTests
{
    [Theory]
    [InlineData("=1+1")]
    [InlineData("+a")]
    [InlineData("-a")]
    [InlineData("-")]
    [InlineData("-1-2")]
    [InlineData("-0x10")]
    [InlineData("@a")]
    [InlineData("\ta")]
    [InlineData("\t1")]
    public void A_text_that_begins_like_a_formula_stays_a_text(string text) => Assert.Equal("'" + text, CsvText.Cell(text));

    [Theory]
    [InlineData("=a,\"b\"", "\"'=a,\"\"b\"\"\"")]
    [InlineData("\na", "\"'\na\"")]
    [InlineData("\r\na", "\"'\r\na\"")]
    [InlineData("a,b", "\"a,b\"")]
    public void One_that_needs_quotes_has_them(string text, string cell) => Assert.Equal(cell, CsvText.Cell(text));

    [Theory]
    [InlineData("-0.5")]
    [InlineData("+0.5")]
    [InlineData("-1E-05")]
    [InlineData("-1e-7")]
    [InlineData("-Infinity")]
    [InlineData("NaN")]
    [InlineData("a=b")]
    [InlineData("")]
    [InlineData("– 1")]
    public void Numbers_and_other_texts_are_as_they_were(string text) => Assert.Equal(text, CsvText.Cell(text));
}
