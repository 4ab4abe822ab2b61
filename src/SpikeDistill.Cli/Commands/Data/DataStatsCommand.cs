using System.CommandLine;
using System.Globalization;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Recipes;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;
using SpikeDistill.Images;
using SpikeDistill.Recipes;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>data stats</c>: reads all training images and measures them.</summary>
internal static class DataStatsCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> what = new("WHAT")
        {
            Description = $"A folder of pictures, or the name of a data set: {string.Join(", ", terminal.Catalog.DataSets.Names)}.",
        };
        Option<string[]> set = DataSetOption.Assigned(terminal.Catalog, "data.size=64");
        CommonOptions common = new();
        Command command = new(
            "stats",
            "Read all training images of a data set: mean and standard deviation of each channel, images of each class, files that cannot be read.")
        {
            what, set,
        };
        common.AddDataTo(command);
        command.SetAction(parsed =>
        {
            DataSource source = Recipe.Changed(
                Named(parsed.GetRequiredValue(what), terminal), Assignments.Read(parsed.GetRequiredValue(set), terminal.Directory), terminal.Catalog);
            ImageData data = source.Open(common.DataDirectory(parsed, terminal));
            using Interruption interruption = new();
            PixelNormalization measured = WorkReport.Run(terminal, common.Json(parsed), report => Measure(data.Train, report, interruption.Token));
            int[] counts = new int[data.Train.Classes];
            for (int i = 0; i < data.Train.Count; i++) counts[data.Train.Label(i)]++;
            if (common.Json(parsed))
            {
                terminal.WriteJson(new
                {
                    Event = "result",
                    source.Name,
                    (source as PictureFolder)?.Layout,
                    TrainImages = data.Train.Count,
                    TestImages = data.Test.Count,
                    Image = (int[])[data.Shape.Height, data.Shape.Width, data.Shape.Channels],
                    Classes = data.ClassNames.Zip(counts, (name, images) => new { Name = name, TrainImages = images }),
                    measured.Mean,
                    Std = measured.Deviation,
                    data.Train.Skipped,
                });
            }
            else
            {
                Tell(terminal, data, (source as PictureFolder)?.Layout, counts, measured);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>A data set by its name, or a folder of pictures.</summary>
    public static DataSource Named(string what, Terminal terminal)
        => terminal.Catalog.DataSets.TryFind(what, out var entry) ? entry.Default
            : Directory.Exists(terminal.FullPath(what)) ? new PictureFolder { Path = terminal.FullPath(what) }
            : throw new InputException(
                $"{what}: there is no such folder, and no data set of this name. Those there are: {string.Join(", ", terminal.Catalog.DataSets.Names)}.");

    private static PixelNormalization Measure(IImageDataSet images, Action<WorkStep> report, CancellationToken token)
    {
        Lock turn = new();
        return PixelNormalization.Of(images, done =>
        {
            token.ThrowIfCancellationRequested();
            lock (turn) report(new WorkStep("measuring", done, images.Count, WorkUnit.Images));
        });
    }

    private static void Tell(Terminal terminal, ImageData data, string? layout, int[] counts, PixelNormalization measured)
    {
        foreach (SkippedImage skipped in data.Train.Skipped) terminal.Say($"A {(data.Shape.OverTime ? "recording" : "picture")} is skipped. {skipped}");
        string samples = data.Shape.OverTime ? "recordings" : "images";
        terminal.Say($"{data.Name}{(layout is null ? "" : $": {layout}")}");
        terminal.Say(
            $"{Format.Count(data.Train.Count)} training and {Format.Count(data.Test.Count)} test {samples} of {data.Shape} in {data.Train.Classes} classes, "
                + $"{Format.Count(counts.Min())} to {Format.Count(counts.Max())} training {samples} each; {data.Train.Skipped.Count} files skipped");
        if (data.Shape.OverTime)
        {
            // Bytes are numbers of events, so white is 255 of them.
            terminal.Say($"events of a place and frame ({(data.Shape.Channels == 2 ? "darker, brighter" : "spikes")}): "
                + $"{List([.. measured.Mean.Select(one => 255 * one)])}");
            terminal.Say($"events of a recording: {Format.Count((long)Math.Round(255.0 * measured.Mean.Sum() * data.Shape.Size / data.Shape.Channels))}");
            return;
        }

        terminal.Say($"mean: {List(measured.Mean)}");
        terminal.Say($"std: {List(measured.Deviation)}");
    }

    private static string List(IReadOnlyList<float> numbers)
        => $"[{string.Join(", ", numbers.Select(one => one.ToString("F4", CultureInfo.InvariantCulture)))}]";
}
