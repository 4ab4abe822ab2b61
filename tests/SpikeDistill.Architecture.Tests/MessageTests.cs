using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace SpikeDistill.Architecture.Tests;

/// <summary>The library speaks to programs: what the user of the command line can do is said by the command line.</summary>
public sealed partial class MessageTests
{
    private const string CommandLine = "spikedistill";
    private const string Commands = "demo|train|evaluate|predict|data|compare|recipes|runs|inspect|profile|import|report|watch|reproduce|convert|completion";

    public static TheoryData<string> Libraries => [.. CircleTests.Projects.Select(row => row.Data.Item2).Where(assembly => assembly != CommandLine)];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void No_text_of_the_library_speaks_of_the_command_line(string assembly)
        => Assert.DoesNotContain(Texts(assembly), text => OfCommandLine().IsMatch(text));

    [Fact]
    public void The_texts_of_an_assembly_are_found_and_those_of_the_command_line_told_apart()
    {
        Assert.Contains(Texts(CommandLine), text => OfCommandLine().IsMatch(text));
        Assert.Contains(Texts("SpikeDistill.Core"), text => text.Contains("is a file; a run needs a folder", StringComparison.Ordinal));
        Assert.All(["go on with --resume.", "'spikedistill data fetch' gets it", "see 'data fetch cifar10'"], text => Assert.Matches(OfCommandLine(), text));
        Assert.All(
            ["a -- b", "spikedistill", "SpikeDistill trains", "~/.cache/spikedistill", "spikedistill pictures 1"],
            text => Assert.DoesNotMatch(OfCommandLine(), text));
    }

    /// <summary>An option, the program with a command, or a quoted command with what follows it.</summary>
    [GeneratedRegex(
        @"(^|[^-\w])--[a-z]|\bspikedistill (" + Commands + @")\b|'(" + Commands + ") [a-z]",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex OfCommandLine();

    private static IEnumerable<string> Texts(string assembly)
    {
        using PEReader code = new(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly + ".dll")));
        MetadataReader metadata = code.GetMetadataReader();
        List<string> texts = [];
        for (UserStringHandle handle = MetadataTokens.UserStringHandle(0); ; handle = metadata.GetNextHandle(handle))
        {
            if (handle.IsNil && texts.Count > 0)
            {
                return texts;
            }

            texts.Add(metadata.GetUserString(handle));
        }
    }
}
