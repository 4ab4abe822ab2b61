using System.CommandLine;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>data verify</c>: reads everything and reports.</summary>
internal static class DataVerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string?> name = new("NAME")
        {
            Description = $"The data set: {string.Join(" or ", DataFetcher.Names)} (default: all that are here).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        name.AcceptOnlyFromAmong([.. DataFetcher.Names]);
        CommonOptions common = new();
        Command command = new(
            "verify", "Read all files of the data sets and check sizes, labels and classes, and sums where they were fetched with this program.") { name };
        common.AddDataTo(command);
        command.SetAction(parsed =>
        {
            string? directory = common.DataDirectory(parsed, terminal);
            string[] names = parsed.GetValue(name) is { } one ? [one] : [.. DataFetcher.Names.Where(set => DataSets.Find(set).Status(directory).IsPresent)];
            if (names.Length == 0)
            {
                throw new InputException(
                    $"{DataRoot.Resolve(directory)}: there is no data set to verify. Get one with "
                        + "'spikedistill data fetch', or name another folder with --data-dir.");
            }

            int damaged = names.Count(set => !Verify(terminal, common.Json(parsed), set, directory));
            return damaged == 0 ? ExitCodes.Ok : ExitCodes.BadInput;
        });
        return command;
    }

    private static bool Verify(Terminal terminal, bool json, string name, string? directory)
    {
        DataSetStatus status = DataSets.Find(name).Status(directory);
        string? problem = null;
        bool sums = false;
        try
        {
            sums = DataSets.Find(name).Verify(directory);
        }
        catch (DataSetException failure)
        {
            problem = FailureText.Of(failure);
        }

        if (json)
        {
            terminal.WriteJson(
                new
                {
                    Name = name,
                    status.Folder,
                    Whole = problem is null,
                    Problem = problem,
                    SumsCompared = sums,
                    status.Info.TrainImages,
                    status.Info.TestImages,
                });
        }

        if (problem is not null)
        {
            terminal.Complain($"error: {name}: {problem}");
        }
        else if (!json)
        {
            string how = sums
                ? "sums as they were unpacked"
                : $"sizes, labels and classes are right; there are no sums to compare pixels with, as 'data fetch' did not unpack it";
            terminal.Say(
                $"{name}: whole; {Format.Count(status.Info.TrainImages)} training and "
                    + $"{Format.Count(status.Info.TestImages)} test images read; {how}; {status.Folder}");
        }

        return problem is null;
    }
}
