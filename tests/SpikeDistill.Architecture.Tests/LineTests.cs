namespace SpikeDistill.Architecture.Tests;

public sealed class LineTests
{
    private const int TooLong = 160;

    [Fact]
    public void No_line_has_160_characters()
    {
        string[] places =
        [
            .. from file in Repository.Sources()
               from line in File.ReadLines(Path.Combine(Repository.Root, file)).Select((text, index) => (text.Length, Number: index + 1))
               where line.Length >= TooLong
               select $"{file}:{line.Number} has {line.Length}",
        ];
        Assert.True(places.Length == 0, $"Lines stay below {TooLong} characters:\n{string.Join("\n", places)}");
    }
}
