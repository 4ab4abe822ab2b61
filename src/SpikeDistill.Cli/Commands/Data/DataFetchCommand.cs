using System.CommandLine;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>data fetch NAME</c>: download, check, unpack.</summary>
internal static class DataFetchCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> name = new("NAME") { Description = $"The data set: {string.Join(" or ", DataFetcher.Names)}." };
        name.AcceptOnlyFromAmong([.. DataFetcher.Names]);
        Option<string?> from = new("--from")
        {
            HelpName = "url|file|folder",
            Description = "A mirror's address, or what is already here: an archive (.tar.gz), or a folder with the files, "
                + "as torchvision unpacks them too (default: the authors' page).",
        };
        Option<bool> noChecksum = new("--no-checksum")
        {
            Description = "Accept an archive with another MD5 sum than the official one, such as the same files packed again by a "
                + "mirror. Names, sizes and labels are still checked, pixels are not.",
        };
        CommonOptions common = new();
        Command command = new(
            "fetch", "Fetch a data set, check its sum and unpack it. A download that broke off goes on where it was.") { name, from, noChecksum };
        common.AddDataTo(command);
        command.SetAction(parsed =>
        {
            using Interruption interruption = new();
            string set = parsed.GetRequiredValue(name);
            string? given = parsed.GetValue(from);
            FetchOptions options = new()
            {
                Directory = common.DataDirectory(parsed, terminal),
                From = given is null || IsAddress(given) ? given : terminal.FullPath(given),
                VerifyChecksum = !parsed.GetValue(noChecksum),
            };
            bool json = common.Json(parsed);
            try
            {
                FetchResult result = WorkReport.Run(terminal, json, report =>
                    DataFetcher.FetchAsync(
                        set,
                        options,
                        step => report(new WorkStep($"{Doing(step.Phase)} {set}", step.Done, step.Total, WorkUnit.Bytes)),
                        interruption.Token).GetAwaiter().GetResult());
                Write(terminal, json, set, result);
                return ExitCodes.Ok;
            }
            catch (OperationCanceledException)
            {
                terminal.Complain("Interrupted. What was downloaded is kept; the same command goes on from there.");
                return ExitCodes.Interrupted;
            }
        });
        return command;
    }

    private static bool IsAddress(string text)
        => text.Contains("://", StringComparison.Ordinal) || text.StartsWith("file:", StringComparison.OrdinalIgnoreCase);

    private static string Doing(FetchPhase phase) => phase switch
    {
        FetchPhase.Download => "downloading",
        FetchPhase.Check => "checking",
        FetchPhase.Copy => "copying",
        _ => "unpacking",
    };

    private static void Write(Terminal terminal, bool json, string name, FetchResult result)
    {
        if (json)
        {
            terminal.WriteJson(new { Event = "result", Name = name, result.Folder, result.AlreadyThere, result.KeptFolder });
            return;
        }

        terminal.Say(result.AlreadyThere ? $"{name} is there already, whole: {result.Folder}" : $"{name} is ready: {result.Folder}");
        if (result.KeptFolder is not null)
        {
            terminal.Say($"The folder that was there held other files too; it is kept as {result.KeptFolder}");
        }
    }
}
