using System.CommandLine;
using System.Globalization;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Converting;
using SpikeDistill.Data;
using SpikeDistill.Interop;
using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Reports.Drawing;
using SpikeDistill.Reports.Figures;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>convert TEACHER</c>: an ANN as a spiking network without training, the baseline that needs many steps.</summary>
internal static class ConvertCommand
{
    /// <summary>Images that are classified at once, times steps: as many values as an evaluation at four steps holds.</summary>
    private const int StepsAtOnce = 4 * Evaluator.DefaultBatchSize;

    private const int DefaultTimesteps = 64, MostTimesteps = 1024;

    public static Command Create(Terminal terminal)
    {
        Argument<string> checkpoint = new("TEACHER") { Description = "The run folder of an ANN, or its weights.safetensors." };
        OutputFile output = new("weights.safetensors", "File for the spiking network, which all commands take.");
        OutputFile describing = output.Beside(
            "--description",
            "network.yaml",
            "File for its nodes, which a recipe names as 'network: {description: network.yaml}' to train it on (train --init).");
        Option<int> timesteps = new("--timesteps")
        {
            HelpName = "T",
            Description = $"Steps of the spiking network, 1 to {MostTimesteps}; its accuracy after fewer steps is told too.",
            DefaultValueFactory = _ => DefaultTimesteps,
        };
        timesteps.Within(1, MostTimesteps);
        Option<string?> figures = new("--figures")
        {
            HelpName = "folder",
            Description = "Draws accuracy over the steps into the folder besides: SVG and PNG for a paper, and its numbers as CSV.",
        };
        Option<double> percentile = new("--percentile")
        {
            HelpName = "percent",
            Description = "The percentile of a layer's activations that its threshold is; 100 is the largest activation. "
                + "A network with 'activation: qcfs' has learned its thresholds.",
            DefaultValueFactory = _ => 99.9,
        };
        DataSetOption set = new(terminal.Catalog, "The data set", "the one it was trained on");
        Option<int> calibration = Count("--train-images", "Training images that thresholds are taken from", 1000);
        Option<int> test = Count("--test-images", "Test images that accuracy is measured on", 1000);
        CommonOptions common = new();
        Command command = new(
            "convert",
            "Turn an ANN into a spiking network without training, by balanced thresholds or by those that it has learned (qcfs), and tell its "
                + "accuracy after 1, 2, 4 ... steps.") { checkpoint,
            timesteps, percentile, calibration, test, figures };
        set.AddTo(command);
        output.AddTo(command);
        describing.AddTo(command);
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            string path = terminal.FullPath(parsed.GetRequiredValue(checkpoint)), to = output.Checked(parsed, terminal, path);
            string? nodes = describing.CheckedIfGiven(parsed, terminal, path);
            int steps = parsed.GetValue(timesteps);
            double share = parsed.GetValue(percentile) is > 0 and <= ThresholdBalance.Largest and var given
                ? given
                : throw new InputException("--percentile must be above 0 and at most 100.");
            using Engine engine = new(common.Threads(parsed));
            using Interruption interruption = new();
            using Network teacher = InputException.Guard(() => Checkpoint.LoadNetwork(path, engine, terminal.Catalog));
            string name = set.Name(parsed) ?? InputException.Guard(() => Checkpoint.DataSetOf(path));
            if (teacher.Dynamics.Spiking)
            {
                throw new InputException($"{path}: is a spiking network already; an ANN is converted (network: {{activation: relu}}).");
            }

            bool learned = teacher.Dynamics.Quantized is not null;
            if (learned && parsed.GetResult(percentile) is { Implicit: false })
            {
                throw new InputException($"{path}: has learned its thresholds (activation: qcfs), so there is no percentile of them; leave out --percentile.");
            }

            DataSource source = set.Source(parsed, terminal, name, EvaluatedImages.OfRun(path, terminal.Catalog, name)?.Source);
            DataSetInfo info = InputException.Guard(source.Describe);
            DataSettings wanted = new()
            {
                Source = source,
                TrainImages = Math.Min(parsed.GetValue(calibration), info.TrainImages),
                TestImages = Math.Min(parsed.GetValue(test), info.TestImages),
                Augmentation = [],
            };
            ExperimentData data = InputException.Guard(() => ExperimentData.Open(wanted, common.DataDirectory(parsed, terminal)));
            EvaluatedImages.RequireClasses(data, teacher, path, name);
            string? drawn = parsed.GetValue(figures) is { } folder ? terminal.FullPath(folder) : null;
            if (drawn is not null && File.Exists(drawn))
            {
                throw new InputException($"{drawn}: is a file; figures are drawn into a folder. Name one with {figures.Name}.");
            }

            if (drawn is not null && Directory.Exists(drawn) && !output.Replaces(parsed)
                && Directory.EnumerateFiles(drawn, ConvertedAccuracy.Id + ".*").Order(StringComparer.Ordinal).FirstOrDefault() is { } there)
            {
                throw new InputException($"{there}: there is such a figure already. Name another folder with {figures.Name}, or replace it with --force.");
            }

            if (drawn is not null) FileWriting.Guard(drawn, figures.Name, () => Directory.CreateDirectory(drawn));
            bool json = common.Json(parsed);
            ConversionResult result = json
                ? Work(static _ => { })
                : WorkReport.Run(terminal, json: false, Work);
            using Network converted = result.Network;
            output.Write(to, () => Checkpoint.SaveWeights(to, converted, name));
            if (nodes is not null)
            {
                describing.Write(nodes, () => AtomicFile.WriteAllText(nodes, DescriptionText.Write(converted.Description)));
            }

            string from = learned
                ? "as the network has learned them"
                : $"from {Format.Count(wanted.TrainImages)} training images, percentile {share.ToString(CultureInfo.InvariantCulture)}";
            if (drawn is not null)
            {
                string about = $"{teacher.Settings.Title}, {name}, {Format.Count(wanted.TestImages)} test images; thresholds {from}.";
                FileWriting.Guard(drawn, figures.Name, () => FigureFile.Write(ConvertedAccuracy.Of(result.Ann, result.Snn, about), drawn));
            }

            if (json)
            {
                terminal.WriteJson(
                    new
                    {
                        Event = "result",
                        Teacher = path,
                        Output = to,
                        Description = nodes,
                        Figures = drawn,
                        DataSet = name,
                        Percentile = learned ? (double?)null : share,
                        result.Thresholds,
                        result.Ann,
                        result.Snn,
                    });
            }
            else
            {
                terminal.Say($"{name}: thresholds {from}");
                terminal.Show(Table(result));
                terminal.Say($"The network of {steps} steps -> {terminal.Shown(to)}");
            }

            return ExitCodes.Ok;

            ConversionResult Work(Action<WorkStep> report)
            {
                IReadOnlyDictionary<string, float> thresholds = learned ? ThresholdBalance.Learned(teacher) : Balanced(report);
                Network network = InputException.Guard(() => AnnConversion.Convert(teacher, thresholds, steps));
                Evaluation Measured(Network one, string who, int size) => EvaluationWork.Run(
                    one, data.EvaluationBatches(engine, size), data.EvaluationSplit, report, interruption.Token, batchSize: size, who: who);
                return new ConversionResult(
                    network,
                    thresholds,
                    Measured(teacher, "the ANN", Evaluator.DefaultBatchSize),
                    Measured(network, "the spiking network", Math.Clamp(StepsAtOnce / steps, 1, Evaluator.DefaultBatchSize)));
            }

            IReadOnlyDictionary<string, float> Balanced(Action<WorkStep> report)
            {
                BatchLoader images = data.PlainTrainingBatches(engine, Evaluator.DefaultBatchSize);
                int passes = share == ThresholdBalance.Largest ? 1 : 2;
                return ThresholdBalance.Measure(
                    teacher, images, share, done => report(Balancing(done, passes, images.ImagesPerEpoch)), interruption.Token);
            }
        });
        return command;
    }

    /// <summary>How far the passes over the images are: each counts them anew, as its last batch may be smaller.</summary>
    private static WorkStep Balancing(int done, int passes, int images)
    {
        int batches = (images + Evaluator.DefaultBatchSize - 1) / Evaluator.DefaultBatchSize, pass = (done - 1) / batches;
        return new WorkStep(
            passes == 1 ? "balancing thresholds" : $"balancing thresholds, pass {pass + 1} of {passes}",
            Math.Min((done - (pass * batches)) * Evaluator.DefaultBatchSize, images),
            images,
            WorkUnit.Images);
    }

    private static Option<int> Count(string name, string what, int initial) => new Option<int>(name)
    {
        HelpName = "images",
        Description = $"{what}; all where there are fewer.",
        DefaultValueFactory = _ => initial,
    }.Within(1);

    private static ScreenTable Table(ConversionResult result)
    {
        ScreenTable table = new(ScreenColumn.Text("steps"), new ScreenColumn("accuracy %", 3), new ScreenColumn("lost against the ANN", 2));
        table.Add("ANN", Format.Percent(result.Ann.Accuracy), "");
        foreach (int steps in ShownSteps.Doubling(result.Snn.PrefixAccuracies.Count))
        {
            double accuracy = result.Snn.PrefixAccuracies[steps - 1];
            table.Add($"{steps}", Format.Percent(accuracy), Format.Percent(result.Ann.Accuracy - accuracy));
        }

        return table;
    }

    private sealed record ConversionResult(Network Network, IReadOnlyDictionary<string, float> Thresholds, Evaluation Ann, Evaluation Snn);
}
