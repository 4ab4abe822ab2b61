using System.CommandLine;
using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Costs;
using SpikeDistill.Data;
using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>evaluate CHECKPOINT</c>: what a trained network does on images.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> checkpoint = new("CHECKPOINT") { Description = "A run folder, or a weights.safetensors." };
        DataSetOption set = new(terminal.Catalog, "The data set", "the one it was trained on");
        Option<string?> split = new("--split")
        {
            HelpName = "split",
            Description = "The images: test (all of the data set), train, or held_out (those of the run whose folder is given; of "
                + "a weights file, train is all of the data set) (default: test).",
        };
        split.AcceptOnlyFromAmong(EvaluatedImages.Test, EvaluatedImages.Train, EvaluatedImages.HeldOut);
        Option<string?> teacherOption = new("--teacher")
        {
            HelpName = "checkpoint",
            Description = "A teacher's run folder or weights, or a model of ONNX as recipes write it ('{onnx: vit.onnx, logits: NAME}'), to compare with: "
                + "agreement, and what happens where the teacher is wrong.",
        };
        CommonOptions common = new();
        Command command = new(
            "evaluate",
            "Measure a trained network: accuracy of the mean and of every step, calibration, firing rates, operations, energy.") { checkpoint,
            split, teacherOption };
        set.AddTo(command);
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            string path = terminal.FullPath(parsed.GetRequiredValue(checkpoint));
            using Engine engine = new(common.Threads(parsed));
            using Network network = InputException.Guard(() => Checkpoint.LoadNetwork(path, engine, terminal.Catalog));
            string name = set.Name(parsed) ?? InputException.Guard(() => Checkpoint.DataSetOf(path));
            DataSettings? trained = EvaluatedImages.OfRun(path, terminal.Catalog, name);
            EvaluatedImages images = EvaluatedImages.Open(
                path,
                trained,
                set.Source(parsed, terminal, name, trained?.Source),
                parsed.GetValue(split) ?? EvaluatedImages.Test,
                common.DataDirectory(parsed, terminal));
            EvaluatedImages.RequireClasses(images.Data, network, path, name);
            string? given = parsed.GetValue(teacherOption);
            OnnxTeacherSettings? onnx = given is null ? null : OnnxTeachers.Written(given, terminal.Directory);
            string? teacherPath = onnx?.Path ?? (given is null ? null : terminal.FullPath(given));
            using Network? teacher = teacherPath is null
                ? null
                : onnx is not null ? OfSameClasses(OnnxTeachers.Load(engine, onnx, images.Data.Shape), teacherPath, network)
                : LoadTeacher(
                    teacherPath,
                    terminal.Catalog,
                    network,
                    InputException.Guard(() => Checkpoint.InfoOf(path, terminal.Catalog)).DataSet ?? name,
                    name);
            using Interruption interruption = new();
            Evaluation Work(Action<WorkStep> report) => EvaluationWork.Run(network, images.Batches(engine), images.Split, report, interruption.Token, teacher);

            PixelNormalization constants = ImagesShown.OwnConstants(network, images.Data.Source.Normalization) ?? images.Data.Source.Normalization;

            // With --json there is the result alone: one object.
            bool json = common.Json(parsed);
            Evaluation evaluation = json ? Work(static _ => { }) : WorkReport.Run(terminal, json: false, Work);
            OperationCount operations = OperationCount.Of(network.Settings, images.Data.Shape.Height, evaluation.RateOf);
            if (json)
            {
                terminal.WriteJson(
                    new
                    {
                        Checkpoint = path,
                        TeacherCheckpoint = teacherPath,
                        DataSet = name,
                        Normalization = NormalizationText.Json(constants),
                        ImagesOf = images.AreOfRun ? "run" : "data_set",
                        Evaluation = ResultJson.Of(evaluation, operations),
                    });
            }
            else
            {
                Write(terminal, $"{name}, {images}, normalized with {NormalizationText.Of(constants, name, terminal.Catalog)}", evaluation, operations);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static Network OfSameClasses(Network teacher, string path, Network student)
    {
        if (teacher.Settings.Classes == student.Settings.Classes)
        {
            return teacher;
        }

        using (teacher)
        {
            throw new InputException(
                $"{path}: the teacher knows {teacher.Settings.Classes} classes, the student {student.Settings.Classes}; 'classes' says which are meant.");
        }
    }

    private static Network LoadTeacher(string path, Catalog catalog, Network student, string learned, string images)
    {
        CheckpointInfo info = InputException.Guard(() => Checkpoint.InfoOf(path, catalog));
        if (info.Network.Classes != student.Settings.Classes)
        {
            throw new InputException(
                $"{path}: the teacher knows {info.Network.Classes} classes, the student {student.Settings.Classes}; take a teacher of the same data set.");
        }

        return info.DataSet is null || (info.DataSet == learned && info.DataSet == images)
            ? InputException.Guard(() => Checkpoint.LoadNetwork(path, student.Engine, catalog))
            : throw new InputException(
                $"{path}: the teacher was trained on {info.DataSet}, but the network on {learned}, and the images "
                    + $"are {images}'s; take a teacher trained on the same images.");
    }

    private static void Write(Terminal terminal, string images, Evaluation evaluation, OperationCount operations)
    {
        terminal.Say($"data set: {images}");
        terminal.Say(EvaluationText.Lines(evaluation, operations));
        if (EvaluationText.Layers(evaluation) is { } layers)
        {
            terminal.Say("firing rates (spikes per neuron and time step) of the layers:");
            terminal.Show(layers);
        }
    }
}
