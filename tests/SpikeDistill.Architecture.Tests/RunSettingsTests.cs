using System.Xml.Linq;

namespace SpikeDistill.Architecture.Tests;

public sealed class RunSettingsTests
{
    [Fact]
    public void The_usual_and_the_rare_tests_are_all_tests()
    {
        string usual = FilterOf("usual"), rare = FilterOf("rare");
        Assert.Equal("Category=Rare", rare);
        Assert.Equal("Category!=Rare", usual);
    }

    private static string FilterOf(string name)
        => XDocument.Load(Path.Combine(Repository.Root, "tests", name + ".runsettings")).Descendants("TestCaseFilter").Single().Value;
}
