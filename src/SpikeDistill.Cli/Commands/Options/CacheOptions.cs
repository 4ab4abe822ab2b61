using System.CommandLine;
using System.CommandLine.Parsing;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;
using SpikeDistill.Training;
using SizeText = SpikeDistill.Options.SizeText;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>--cache-limit</c> and <c>--cache-dir</c>: where teachers' logits are kept, and how much of them.</summary>
internal sealed class CacheOptions
{
    private const string Subfolder = "teacher-logits";
    private const long DefaultLimit = 4_000_000_000;

    private readonly Option<long?> _limit = new("--cache-limit")
    {
        HelpName = "size",
        Description = "Disk space for the teachers' logits that runs share, such as 500MB or 20GB; 0 keeps none "
            + $"(default: {SizeText.Of(DefaultLimit)}). Results do not depend on it.",
        CustomParser = Parse,
    };

    private readonly Option<string?> _folder = new("--cache-dir")
    {
        HelpName = "folder",
        Description = $"Folder of that cache (default: ${UserCache.Variable}, else spikedistill in the user's cache folder).",
    };

    public void AddTo(Command command)
    {
        command.Add(_limit);
        command.Add(_folder);
    }

    /// <summary>The cache that was asked for; null for none.</summary>
    public TeacherLogitsCache? Cache(ParseResult parsed, Terminal terminal)
    {
        string folder = parsed.GetValue(_folder) is { Length: > 0 } given ? given : terminal.CacheDirectory;
        return (parsed.GetValue(_limit) ?? DefaultLimit) is > 0 and { } limit
            ? new TeacherLogitsCache(Path.Combine(terminal.FullPath(folder), Subfolder), limit)
            : null;
    }

    private static long? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (SizeText.Read(text) is { } size)
        {
            return size;
        }

        result.AddError($"--cache-limit must be a size with its unit, such as 500MB or 20GB, or 0 for no cache, not '{text}'.");
        return null;
    }
}
