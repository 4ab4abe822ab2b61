using System.CommandLine;
using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Predicting;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;
using SpikeDistill.Images;
using SpikeDistill.Networks;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>predict CHECKPOINT</c>: what a network says to images of the user's own.</summary>
internal static class PredictCommand
{
    private const int LargestBatch = 65_536;

    public static Command Create(Terminal terminal)
    {
        Argument<string> checkpoint = new("CHECKPOINT") { Description = "A run folder, or a weights.safetensors." };
        Option<string[]> input = new("--input")
        {
            HelpName = "images",
            Description = "Pictures (JPEG, PNG, WebP, BMP, GIF): files, folders, patterns such as '*.jpg'. Or one .npy file of images as NumPy saves "
                + "them: [N,32,32,3] or [N,3,32,32], red first, uint8 from 0 to 255 or float32 from 0 to 1, not normalized. "
                + "For a network of events, recordings.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        OutputFile output = new("logits.npy", "File for the logits: float32 [T,N,classes]; a .npy file as input needs it, or --csv.", isRequired: false);
        OutputFile csv = output.Beside(
            PredictionFiles.CsvOption, "file.csv", "File for all probabilities: a line for the mean and for each step of each image.");
        OutputFile sheet = output.Beside(
            PredictionFiles.SheetOption, "file.png", $"Contact sheet of the first {ContactSheet.MostPictures} pictures with their classes.");
        Option<int?> batchSize = new("--batch-size")
        {
            HelpName = "count",
            Description = $"Images that run at once; decides the memory needed (default: {Evaluator.DefaultBatchSize}).",
        };
        batchSize.Within(1, LargestBatch);
        DataSetOption set = new(terminal.Catalog, "The data set whose constants normalize the images", "the one the network was trained on");
        CommonOptions common = new();
        Command command = new("predict", "Tell what a trained network says to images of your own: classes by name, probabilities at each step, logits.")
        {
            checkpoint, input, batchSize,
        };
        set.AddTo(command);
        output.AddTo(command);
        csv.AddTo(command);
        sheet.AddTo(command);
        common.AddComputeTo(command);
        command.SetAction(parsed =>
        {
            string weights = terminal.FullPath(parsed.GetRequiredValue(checkpoint));
            string[] inputs = parsed.GetRequiredValue(input);
            string? array = InputFiles.Array(terminal, inputs);
            string from = array ?? terminal.FullPath(inputs[0]);
            PredictionFiles files = new(
                output.CheckedIfGiven(parsed, terminal, from), csv.CheckedIfGiven(parsed, terminal, from), sheet.CheckedIfGiven(parsed, terminal, from));
            files.Check(array);
            using Engine engine = new(common.Threads(parsed));
            using Network network = InputException.Guard(() => Checkpoint.LoadNetwork(weights, engine, terminal.Catalog));
            string Name() => set.Name(parsed) ?? InputException.Guard(() => Checkpoint.DataSetOf(weights));
            TrainedOn known = set.Name(parsed) is null && network.TrainedOn is { } own
                ? own
                : Named(set.Source(parsed, terminal, Name()), weights, terminal.Catalog);
            string like = known.DataSet ?? known.Normalization.ToString();
            ImageShape size = SizeOf(known, network, weights, terminal.Catalog);
            if (!size.OverTime) set.RequireName(parsed);
            using PredictionInput images = size.OverTime
                ? PredictionInput.OfRecordings(terminal, InputFiles.Recordings(terminal, inputs), Cut(weights, size, parsed, terminal, set))
                : array is not null ? PredictionInput.Of(array, size)
                : PredictionInput.OfPictures(terminal, InputFiles.Pictures(terminal, inputs), size, known.Middle);
            if (files.Sheet is not null && images.Pictures is null) throw new InputException("There is no contact sheet of recordings; leave --sheet out.");
            using Interruption interruption = new();
            bool json = common.Json(parsed);
            PredictionSession session = new(terminal, network, images.Images, images.NameOf)
            {
                Files = files,
                Tells = images.Named,
            };
            try
            {
                int atOnce = parsed.GetValue(batchSize) ?? Evaluator.DefaultBatchSize;
                InputException.Guard(() => session.Run(known.Normalization, atOnce, json, interruption.Token));
            }
            catch (OperationCanceledException)
            {
                terminal.Complain($"Interrupted. Nothing was written{(files.Written is { } none ? $" to {terminal.Shown(none)}" : "")}.");
                return ExitCodes.Interrupted;
            }

            session.WriteSheet(images.Pictures);
            int steps = network.Settings.Timesteps, classes = network.Settings.Classes;
            if (json)
            {
                terminal.WriteJson(
                    new
                    {
                        Event = "result",
                        Checkpoint = weights,
                        known.DataSet,
                        Input = from,
                        Output = files.Logits,
                        files.Csv,
                        files.Sheet,
                        Images = images.Images.Count,
                        images.Skipped,
                        Timesteps = steps,
                        Classes = classes,
                    });
            }
            else
            {
                if (images.Named) session.Show();
                string logits = files.Logits is { } to ? $": logits [{steps}, {images.Images.Count}, {classes}] -> {terminal.Shown(to)}" : "";
                terminal.Say($"{Format.Count(images.Images.Count)} images, normalized as {like}{logits}");
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>How recordings become what a network was trained on: as its run says, else as its weights and the options given say.</summary>
    private static EventSource Cut(string weights, ImageShape size, ParseResult parsed, Terminal terminal, DataSetOption set)
    {
        DataSource? own = Directory.Exists(weights) ? InputException.Guard(() => RunFolder.Open(weights, terminal.Catalog)).Settings.Data.Source : null;
        string name = set.Name(parsed) ?? own?.Name ?? InputException.Guard(() => Checkpoint.DataSetOf(weights));
        EventSource source = set.Source(parsed, terminal, name, own) as EventSource ?? new EventFolder();
        return own is EventSource ? source : source with { Frames = size.Steps, Size = size.Width, Binary = size.Binary };
    }

    private static TrainedOn Named(DataSource source, string weights, Catalog catalog)
    {
        if (source is OwnImages)
        {
            throw new InputException(
                $"{weights}: was trained on '{source.Name}', whose constants are not known here. Name a data set to "
                    + $"normalize like with --set-name: {string.Join(", ", catalog.DataSets.Names)}.");
        }

        DataSetInfo info = source.Describe();
        return new TrainedOn(source.Name, info.Shape, info.Normalization, []);
    }

    private static ImageShape SizeOf(TrainedOn known, Network network, string weights, Catalog catalog)
        => known.Image ?? (network.Description.Image is { Height: { } height, Width: { } width, Channels: var channels }
            ? new ImageShape(height, width, channels)
            : throw new InputException(
                $"{weights}: does not say how large its images are. Name a data set with images of that size with "
                    + $"--set-name: {string.Join(", ", catalog.DataSets.Names)}."));
}
