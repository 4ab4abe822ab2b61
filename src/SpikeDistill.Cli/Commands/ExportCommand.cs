using System.CommandLine;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Exporting;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Portable;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>export RUN|WEIGHTS</c>: a network as a file that other programs run.</summary>
internal static class ExportCommand
{
    private const string Onnx = "onnx", Torch = "torch", Nir = "nir", Spkd = "spkd";

    public static Command Create(Terminal terminal)
    {
        Argument<string> checkpoint = new("RUN") { Description = "A run folder, or its weights.safetensors." };
        Option<string> to = new("--to")
        {
            HelpName = $"{Onnx}|{Torch}|{Nir}|{Spkd}",
            Required = true,
            Description = "What it becomes: a file of ONNX; a module of Python for PyTorch with its weights beside it (NAME.py, NAME.safetensors); "
                + "a graph of NIR, the exchange format of neuromorphic tools; or one file for SpikeDistill.Inference. The last two fold normalizations.",
        };
        to.AcceptOnlyFromAmong(Onnx, Torch, Nir, Spkd);
        OutputFile output = new("file", "The file to write.");
        Option<bool> fold = new("--fold") { Description = "Fold normalizations into the weights before them where that can be." };
        Option<bool> streaming = new("--streaming") { Description = "ONNX: one step that takes and gives the states of all neurons, instead of all steps." };
        Option<bool> spikes = new("--spikes") { Description = "ONNX: give the spikes of every layer too, and how far potentials are above thresholds." };
        Option<StudentWeights> weights = new("--weights")
        {
            HelpName = "int8|float",
            Description = "spkd: weights of eight bits, or floats as they were trained.",
            DefaultValueFactory = _ => StudentWeights.Int8,
        };
        weights.AcceptOnlyFromAmong([.. Enum.GetNames<StudentWeights>().Select(name => name.ToLowerInvariant())]);
        Option<double> step = new("--dt")
        {
            HelpName = "seconds",
            Description = "nir: the length of a time step, by which time constants are seconds there, as most tools take it.",
            DefaultValueFactory = _ => new NirOptions().TimeStep,
        };
        Option<string?> size = new("--image-size")
        {
            HelpName = "H,W",
            Description = "Rows and columns of the images; left out, those it was trained on.",
        };
        CommonOptions common = new();
        Command command = new("export", "Write a network as a file that other programs run.") { checkpoint, to, fold, streaming, spikes, weights, step, size };
        output.AddTo(command);
        common.AddJsonTo(command);
        command.SetAction(parsed =>
        {
            string path = terminal.FullPath(parsed.GetRequiredValue(checkpoint)), file = output.Checked(parsed, terminal, path);
            string format = parsed.GetRequiredValue(to);
            OnnxOptions options = new() { Fold = parsed.GetValue(fold), Streaming = parsed.GetValue(streaming), Watched = parsed.GetValue(spikes) };
            if (format == Torch)
            {
                RequireModule(file, parsed.GetValue(streaming) ? streaming.Name : parsed.GetValue(spikes) ? spikes.Name : null);
                output.Check(parsed, TorchExport.WeightsOf(file), path);
            }

            RequireBelonging(parsed, format, Spkd, weights);
            RequireBelonging(parsed, format, Nir, step);
            if (format is Spkd or Nir)
            {
                Array.ForEach<Option>([fold, streaming, spikes], option => RequireBelonging(parsed, format, $"{Onnx} and {Torch}", option));
            }

            using Engine engine = new(threads: 1);
            using Network network = InputException.Guard(() => Checkpoint.LoadNetwork(path, engine, terminal.Catalog));
            (int height, int width) = SizeOf(parsed.GetValue(size), network, path);
            IReadOnlyList<string> notes = [];
            try
            {
                output.Write(file, () =>
                {
                    if (format == Onnx) OnnxExport.Save(file, network, height, width, options);
                    else if (format == Nir) notes = NirExport.Save(file, network, height, width, Timed(parsed.GetValue(step)));
                    else if (format == Spkd) StudentExport.Save(file, network, parsed.GetValue(weights), height, width);
                    else TorchExport.Save(file, network, height, width, options.Fold);
                });
            }
            catch (Exception failure) when (failure is PortabilityException or DescriptionException or StudentExportException)
            {
                throw new InputException($"{path}: {failure.Message}", failure);
            }

            string[] written = format != Torch ? [file] : [file, TorchExport.WeightsOf(file)];
            if (common.Json(parsed))
            {
                terminal.WriteJson(
                    new
                    {
                        Event = "result",
                        Network = path,
                        Format = format,
                        Output = written,
                        options.Fold,
                        options.Streaming,
                        Height = height,
                        Width = width,
                        Notes = notes,
                    });
            }
            else
            {
                terminal.Say($"{network.Settings.Title}, images of {height}x{width} -> {string.Join(", ", written.Select(terminal.Shown))}");
                foreach (string note in notes) terminal.Say(note);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static NirOptions Timed(double seconds) => seconds > 0 && float.IsNormal((float)seconds)
        ? new NirOptions { TimeStep = seconds }
        : throw new InputException(FormattableString.Invariant($"--dt must be a number of seconds above 0, not {seconds}."));

    /// <summary>Refuses an option of another format.</summary>
    private static void RequireBelonging(ParseResult parsed, string format, string owner, Option option)
    {
        if (format != owner && parsed.GetResult(option) is { Implicit: false })
        {
            throw new InputException($"{option.Name} is an option of --to {owner}.");
        }
    }

    private static void RequireModule(string file, string? refused)
    {
        if (refused is not null)
        {
            throw new InputException($"{refused} is an option of --to {Onnx}.");
        }

        if (Path.GetExtension(file) != ".py")
        {
            throw new InputException($"{file}: a module of Python ends in '.py'. Name another file with --output.");
        }
    }

    private static (int Height, int Width) SizeOf(string? given, Network network, string path)
    {
        if (given is not null)
        {
            string[] parts = given.Split(',');
            return parts.Length == 2 && int.TryParse(parts[0], out int rows) && int.TryParse(parts[1], out int columns) && rows > 0 && columns > 0
                ? (rows, columns)
                : throw new InputException($"--image-size must be two whole numbers above 0, rows and columns, such as 32,32, not '{given}'.");
        }

        ImageSize described = network.Description.Image;
        return (described.Height ?? network.TrainedOn?.Image?.Height, described.Width ?? network.TrainedOn?.Image?.Width) is ({ } height, { } width)
            ? (height, width)
            : throw new InputException($"{path}: does not say on which images it was trained. Say their size with --image-size H,W.");
    }
}
