using System.CommandLine;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Recipes;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;
using SpikeDistill.Recipes;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>data simulate</c>: still images recorded by a simulated event camera.</summary>
internal static class DataSimulateCommand
{
    private static readonly Dictionary<string, SimulatedRecordings> Forms = new(StringComparer.Ordinal)
    {
        [Cifar10Dvs.Entry.Name] = SimulatedRecordings.Cifar10Dvs,
        [NMnist.Entry.Name] = SimulatedRecordings.NMnist,
    };

    public static Command Create(Terminal terminal)
    {
        Argument<string> what = new("WHAT") { Description = "A folder of pictures, or the name of a data set of still images." };
        Argument<string> folder = new("FOLDER") { Description = "Where recordings are written; those that are there already are left." };
        Option<string> form = new("--as")
        {
            HelpName = "set",
            Description = $"The form of the recordings: {string.Join(" or ", Forms.Keys)}.",
            Required = true,
        };
        form.AcceptOnlyFromAmong([.. Forms.Keys]);
        Option<int> images = Count("--images", "Training images to record, each class in proportion (default: 0, all).");
        Option<int> tests = Count("--test-images", $"Test images to record, in the form of {NMnist.Entry.Name} (default: 0, all).");
        Option<int> seed = Count("--seed", "Seed of the camera (default: 0).");
        Option<string[]> set = DataSetOption.Assigned(terminal.Catalog, "data.size=28");
        CommonOptions common = new();
        Command command = new(
            "simulate", "Record still images with a simulated event camera before which they move: files in the form of CIFAR10-DVS or N-MNIST.")
        {
            what, folder, form, images, tests, seed, set,
        };
        common.AddDataTo(command);
        command.SetAction(parsed =>
        {
            string name = parsed.GetRequiredValue(form), to = terminal.FullPath(parsed.GetRequiredValue(folder));
            if (File.Exists(to)) throw new InputException($"{to}: is a file; recordings go into a folder. Name another.");

            DataSource source = Recipe.Changed(
                DataStatsCommand.Named(parsed.GetRequiredValue(what), terminal),
                Assignments.Read(parsed.GetRequiredValue(set), terminal.Directory),
                terminal.Catalog);
            ImageData data = source.Open(common.DataDirectory(parsed, terminal));
            if (data.Shape.OverTime) throw new InputException($"{source.Name}: holds recordings already; name images that stand still.");

            IImageDataSet train = Some(data.Train, parsed.GetValue(images), images.Name), test = Some(data.Test, parsed.GetValue(tests), tests.Name);
            SimulatedRecordings recordings = Forms[name];
            (IImageDataSet Images, string Folder)[] parts = name == NMnist.Entry.Name
                ? [(train, Path.Combine(to, "Train")), (test, Path.Combine(to, "Test"))]
                : [(train, to)];
            int all = parts.Sum(part => part.Images.Count);
            using Interruption interruption = new();
            FileWriting.Guard(to, folder.Name, () => WorkReport.Run(terminal, common.Json(parsed),
                report => Record(recordings, parts, parsed.GetValue(seed), all, report, interruption)));
            if (common.Json(parsed)) terminal.WriteJson(new { Event = "result", Folder = to, Recordings = all });
            else
            {
                terminal.Say($"{Format.Count(all)} recordings in {terminal.Shown(to)}; "
                    + $"recipes take them with 'data: {{set: {name}, path: {terminal.Shown(to)}}}'");
            }
            return ExitCodes.Ok;
        });
        return command;
    }

    private static int Record(
        SimulatedRecordings recordings, (IImageDataSet Images, string Folder)[] parts, long seed, int all, Action<WorkStep> report, Interruption interruption)
    {
        Lock turn = new();
        int before = 0;
        foreach ((IImageDataSet images, string folder) in parts)
        {
            recordings.Write(images, folder, seed, Tell, interruption.Token);
            before += images.Count;
        }

        return all;

        void Tell(int done)
        {
            lock (turn) report(new WorkStep("recording", before + done, all, WorkUnit.Images));
        }
    }

    private static IImageDataSet Some(IImageDataSet images, int count, string option)
        => count == 0 ? images
            : count <= images.Count ? Subset.Stratified(images, count, seed: 0)
            : throw new InputException($"{option} must be at most {images.Count}, the images of {images.Name}, not {count}.");

    private static Option<int> Count(string name, string description)
        => new Option<int>(name) { HelpName = "count", Description = description }.Within(0);
}
