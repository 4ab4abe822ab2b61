using System.CommandLine;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>data list</c>: what is here, where, and where it was looked for.</summary>
internal static class DataListCommand
{
    public static Command Create(Terminal terminal)
    {
        CommonOptions common = new();
        Command command = new(
            "list", "Show which data sets are here, where, and how many images they hold. Files are looked at by name and size; 'data verify' reads them.");
        common.AddDataTo(command);
        command.SetAction(parsed =>
        {
            string? directory = common.DataDirectory(parsed, terminal);
            string root = DataRoot.Resolve(directory);
            (DataSource Source, DataSetStatus Status)[] sets = [.. terminal.Catalog.DataSets.All
                .Where(set => !set.Default.NeedsPath)
                .Select(set => (set.Default, set.Default.Status(directory)))];
            if (common.Json(parsed))
            {
                foreach ((DataSource source, DataSetStatus set) in sets)
                {
                    terminal.WriteJson(
                        new
                        {
                            set.Info.Name,
                            set.Folder,
                            Present = set.IsPresent && set.Problem is null,
                            set.Problem,
                            set.Info.TrainImages,
                            set.Info.TestImages,
                            set.Info.Classes,
                            source.Home,
                        });
                }

                return ExitCodes.Ok;
            }

            terminal.Say($"looked in {root} ({Origin(directory)})");
            (string Name, string Text)[] rows =
            [
                .. sets.Select(one => (one.Status.Info.Name, Describe(one.Status, one.Source.Home))),
                .. terminal.Catalog.DataSets.All.Where(set => set.Default.NeedsPath).Select(own => (own.Name, $"{own.Summary}; where, 'data.path' says")),
            ];
            int column = rows.Max(row => row.Name.Length) + 1;
            foreach ((string name, string text) in rows)
            {
                terminal.Say($"  {name.PadRight(column)}{text}", column);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Origin(string? directory)
        => directory is not null ? "from --data-dir"
        : Environment.GetEnvironmentVariable(DataRoot.Variable) is { Length: > 0 } ? $"from {DataRoot.Variable}"
        : $"the user's cache folder; --data-dir or {DataRoot.Variable} names another";

    private static string Describe(DataSetStatus set, string? home)
    {
        string get = home is null ? $"'spikedistill data fetch {set.Info.Name}' gets it" : $"it is to be had from {home}, to be unpacked to {set.Folder}";
        string again = home is null ? $"'spikedistill data fetch {set.Info.Name}' gets it again" : $"it is to be had from {home}";
        string images = $"{Format.Count(set.Info.TrainImages)} training and {Format.Count(set.Info.TestImages)} test images in {set.Info.Classes} classes";
        return set switch
        {
            { Folder: null } => $"{images}, drawn when they are needed",
            { IsPresent: false } => $"not here; {get}",
            { Problem: { } problem } => $"damaged in {set.Folder}: {problem}; {again}",
            _ => $"{images}, in {set.Folder}",
        };
    }
}
