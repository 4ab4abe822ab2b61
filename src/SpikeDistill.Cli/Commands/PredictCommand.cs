using System.CommandLine;
using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Predictions;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>predict CHECKPOINT</c>: the logits of images of the user's own.</summary>
internal static class PredictCommand
{
    private const int LargestBatch = 65_536;

    public static Command Create(Terminal terminal)
    {
        Argument<string> checkpoint = new("CHECKPOINT") { Description = "A run folder, or a weights.safetensors." };
        Option<string> input = new("--input")
        {
            HelpName = "images.npy",
            Description = "Images as NumPy saves them: [N,32,32,3] or [N,3,32,32], red first, uint8 from 0 to 255 or float32 from 0 to 1, not normalized.",
            Required = true,
        };
        OutputFile output = new("logits.npy", "File for the logits: float32 [T,N,classes].");
        Option<int?> batchSize = new("--batch-size")
        {
            HelpName = "count",
            Description = $"Images that run at once; decides the memory needed (default: {Evaluator.DefaultBatchSize}).",
        };
        batchSize.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: { } text }] && int.TryParse(text, out int count) && count is < 1 or > LargestBatch)
            {
                result.AddError($"--batch-size must be a whole number from 1 to {LargestBatch}, not {text}.");
            }
        });
        DataSetOption set = new(terminal.Catalog, "The data set whose constants normalize the images", "the one the network was trained on");
        CommonOptions common = new();
        Command command = new("predict", "Write a trained network's logits for images of your own.") { checkpoint, input, batchSize };
        set.AddTo(command);
        output.AddTo(command);
        common.AddComputeTo(command);
        command.SetAction(parsed =>
        {
            string weights = terminal.FullPath(parsed.GetRequiredValue(checkpoint));
            string from = terminal.FullPath(parsed.GetRequiredValue(input)), to = output.Checked(parsed, terminal, from);
            using Engine engine = new(common.Threads(parsed));
            using Network network = InputException.Guard(() => Checkpoint.LoadNetwork(weights, engine, terminal.Catalog));
            string Name() => set.Name(parsed) ?? InputException.Guard(() => Checkpoint.DataSetOf(weights));
            TrainedOn known = set.Name(parsed) is null && network.TrainedOn is { } own
                ? own
                : Named(set.Source(parsed, terminal, Name()), weights, terminal.Catalog);
            string like = known.DataSet ?? known.Normalization.ToString();
            using ImageArray images = InputException.Guard(() => ImageArray.Open(from, SizeOf(known, network, weights, terminal.Catalog)));
            using Interruption interruption = new();
            bool json = common.Json(parsed);
            try
            {
                OutputFile.Write(to, () => InputException.Guard(() => WorkReport.Run(terminal, json, report =>
                {
                    Prediction.Write(
                        network, images, known.Normalization, to, parsed.GetValue(batchSize) ?? Evaluator.DefaultBatchSize,
                        done => report(new WorkStep("predicting", done, images.Count, WorkUnit.Images)), interruption.Token);
                    return images.Count;
                })));
            }
            catch (OperationCanceledException)
            {
                terminal.Complain($"Interrupted. Nothing was written to {terminal.Shown(to)}.");
                return ExitCodes.Interrupted;
            }

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
                        Output = to,
                        Images = images.Count,
                        Timesteps = steps,
                        Classes = classes,
                    });
            }
            else
            {
                terminal.Say(
                    $"{Format.Count(images.Count)} images, normalized as {like}: logits [{steps}, {images.Count}, {classes}] -> {terminal.Shown(to)}");
            }

            return ExitCodes.Ok;
        });
        return command;
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
