using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Commands;

/// <summary>The usual help, then examples of the command that was asked about.</summary>
internal sealed class HelpWithExamples(HelpAction help, Terminal terminal) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string[]> Examples = new(StringComparer.Ordinal)
    {
        ["demo"] =
        [
            "spikedistill demo                      # four minutes: a teacher, three students, a table",
            "spikedistill demo --budget 60s         # the same, shorter",
            "spikedistill demo --data-dir ~/data    # ~/data holds cifar-10-batches-bin",
        ],
        ["train"] =
        [
            "spikedistill train cifar10-small-tser",
            "spikedistill train cifar10-small-tser --set seed=1 --set training.epochs=30",
            "spikedistill train cifar10-small-tser --resume      # starts, or goes on after Ctrl-C or a crash: repeat it until it is done",
            "spikedistill train cifar10-small-ce --set data.set=synthetic --out runs/try",
        ],
        ["evaluate"] =
        [
            "spikedistill evaluate runs/cifar10-small-tser-seed0",
            "spikedistill evaluate runs/cifar10-small-tser-seed0 --split train      # the images that the run trained on",
            "spikedistill evaluate runs/cifar10-small-tser-seed0/weights.safetensors --set-name cifar10",
            "spikedistill evaluate runs/cifar10-small-tser-seed0 --teacher runs/teacher-cifar10-small-seed0",
            "spikedistill evaluate runs/cifar10-small-tser-seed0 --json",
        ],
        ["predict"] =
        [
            "spikedistill predict runs/cifar10-small-tser-seed0 --input images.npy --output logits.npy",
            "spikedistill predict runs/cifar10-small-tser-seed0 --input images.npy --output logits.npy --force --batch-size 50",
        ],
        ["data"] =
        [
            "spikedistill data fetch cifar10",
            "spikedistill data list",
        ],
        ["data fetch"] =
        [
            "spikedistill data fetch cifar10                                      # into $SPIKEDISTILL_DATA or the user's cache folder",
            "spikedistill data fetch cifar100 --data-dir ~/data",
            "spikedistill data fetch cifar10 --from ~/Downloads/cifar-10-binary.tar.gz",
        ],
        ["data list"] =
        [
            "spikedistill data list --data-dir ~/data",
        ],
        ["data verify"] =
        [
            "spikedistill data verify",
            "spikedistill data verify cifar10 --json",
        ],
        ["data simulate"] =
        [
            "spikedistill data simulate synthetic recordings --as n-mnist --images 500 --test-images 100",
            "spikedistill data simulate ~/photographs recordings --as cifar10dvs --set data.size=64",
        ],
        ["data stats"] =
        [
            "spikedistill data stats cifar10",
            "spikedistill data stats ~/photographs --set data.size=64      # a folder of pictures, a folder a class",
        ],
        ["compare"] =
        [
            "spikedistill compare compare-cifar10-small",
            "spikedistill compare compare-cifar10-small --resume            # goes on after Ctrl-C",
            "spikedistill compare compare-cifar10-small --jobs 2            # two runs side by side",
            "spikedistill compare compare-cifar10-small --set training.epochs=2 --set seeds=[0] --out runs/try",
            "spikedistill compare compare-cifar10-small --worker            # on each machine that shares the folder",
            "spikedistill compare compare-cifar10-small --slurm \"--time=8:00:00 --cpus-per-task=8\"",
            "spikedistill compare compare-cifar10-small --status",
        ],
        ["reproduce"] =
        [
            "spikedistill reproduce                                        # what there is",
            "spikedistill reproduce tser/table-3 --scale minutes --jobs 2",
            "spikedistill reproduce tser/table-3 --resume --set seeds=[0,1,2]      # goes on, and adds seeds",
            "spikedistill reproduce tser/table-1-cifar100 --scale paper --estimate",
        ],
        ["recipes"] =
        [
            "spikedistill recipes",
        ],
        ["runs"] =
        [
            "spikedistill runs",
            "spikedistill runs runs/compare-cifar10-small      # a comparison's table again, and its runs",
        ],
        ["watch"] =
        [
            "spikedistill watch                        # the runs in runs/, on http://127.0.0.1:6016",
            "spikedistill watch runs --port 0",
            "spikedistill watch runs --host 0.0.0.0    # from other machines, with the token that is printed",
        ],
        ["report"] =
        [
            "spikedistill report runs/cifar10-small-tser-seed0",
            "spikedistill report runs --out all.html --figures figures      # every run there on one page, and its figures as files",
        ],
        ["inspect"] =
        [
            "spikedistill inspect runs/cifar10-small-tser-seed0",
            "spikedistill inspect weights.safetensors --json",
        ],
        ["profile"] =
        [
            "spikedistill profile --network resnet18 --classes 100 --timesteps 4",
            "spikedistill profile --network vgg16 --classes 100 --firing-rate 0.15 --rule folded",
            "spikedistill profile --checkpoint runs/cifar10-small-tser-seed0 --precision int8 --json",
        ],
        ["import"] =
        [
            "spikedistill import resnet18.safetensors --network resnet18 --set-name cifar10 --output teacher.safetensors",
            "spikedistill import small.safetensors --recipe teacher-cifar10-small --output teacher.safetensors",
            "spikedistill train cifar10-small-tser --set 'teacher={checkpoint: teacher.safetensors}'      # a student of it",
        ],
        ["export"] =
        [
            "spikedistill export runs/cifar10-small-tser-seed0 --to onnx --fold --output student.onnx",
            "spikedistill export runs/cifar10-small-tser-seed0 --to onnx --streaming --output step.onnx",
            "spikedistill export runs/cifar10-small-tser-seed0 --to torch --output student.py",
            "spikedistill export runs/cifar10-small-tser-seed0 --to spkd --output student.spkd      # for SpikeDistill.Inference",
        ],
        ["convert"] =
        [
            "spikedistill convert runs/teacher-cifar10-small-seed0 --timesteps 64 --output converted.safetensors",
            "spikedistill convert teacher.safetensors --percentile 100 --test-images 10000 --output converted.safetensors --json",
        ],
        ["completion"] =
        [
            "eval \"$(spikedistill completion bash)\"      # in ~/.bashrc",
            "eval \"$(spikedistill completion zsh)\"       # in ~/.zshrc, after compinit",
            "spikedistill completion fish | source       # in ~/.config/fish/config.fish",
        ],
    };

    // Help was asked for: whatever else is wrong or missing does not matter.
    public override bool ClearsParseErrors => true;

    /// <summary>The words that name a command, without the program's.</summary>
    public static IEnumerable<string> PathOf(ParseResult parsed)
    {
        Stack<string> words = [];
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult { Command: not RootCommand and { } command }; at = at.Parent)
        {
            words.Push(command.Name);
        }

        return words;
    }

    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        string name = string.Join(' ', PathOf(parseResult));
        terminal.Say("Examples:");
        int columns = terminal.Interactive ? terminal.Console.Profile.Width : int.MaxValue;
        foreach (string line in Of(name).SelectMany(example => ExampleText.Lines(example, columns)))
        {
            terminal.Say(line);
        }

        if (name is "train" or "compare")
        {
            terminal.Say("");
            terminal.Say("Methods (objective.method in a recipe), where they are from, and how faithful they are:");
            terminal.Say(MethodText.Lines(terminal.Catalog));
            terminal.Say("");
            terminal.Say("Neurons (neuron.type in a recipe):");
            terminal.Say(NeuronText.Lines(terminal.Catalog));
        }

        terminal.Say("");
        terminal.Say("Exit codes: 0 done, 1 the run failed, 2 bad usage or input, 130 interrupted.");
        return code;
    }

    /// <summary>The examples of a command; of a group, and of the program, the first of each, but none twice.</summary>
    private static string[] Of(string name)
        => Examples.GetValueOrDefault(name) ?? [.. Examples.Values.Select(examples => examples[0]).DistinctBy(example => example.Split(" #")[0].TrimEnd())];
}
