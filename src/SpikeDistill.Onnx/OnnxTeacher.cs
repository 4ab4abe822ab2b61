using SpikeDistill.Catalogs;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Onnx;

/// <summary>Models of ONNX as teachers: networks of a few nodes, one of which runs the model.</summary>
public static class OnnxTeacher
{
    /// <summary>Adds the kinds of nodes to a catalog, so that descriptions with them can be read back and runs with such teachers go on.</summary>
    public static void AddTo(Catalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        if (!catalog.Nodes.Contains(OnnxNode.Entry.Name))
        {
            catalog.Nodes.Add(OnnxNode.Entry);
            catalog.Nodes.Add(OnnxPartNode.Entry);
        }
    }

    /// <summary>The teacher that a model is.</summary>
    /// <param name="engine">Threads and memory; the student's.</param>
    /// <param name="settings">The model, and what of it is read.</param>
    /// <param name="images">The images it is to teach on.</param>
    /// <returns>A network, which the caller disposes.</returns>
    /// <exception cref="OnnxModelException">The model cannot be such a teacher; the message says why.</exception>
    public static Network Load(Engine engine, OnnxTeacherSettings settings, ImageShape images)
    {
        ArgumentNullException.ThrowIfNull(settings);
        string path = Path.GetFullPath(settings.Path);
        byte[] bytes = OnnxModel.Read(path);
        OnnxModel model = OnnxModel.Open(bytes, path, settings.Layout);
        try
        {
            Network made = Network.Create(engine, Describe(model, path, OnnxModel.SumOf(bytes), settings, images));
            made.TrainedOn = Constants(model, settings, images.Channels) is { } constants ? new TrainedOn(null, null, constants, []) : null;
            return made;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static NetworkDescription Describe(OnnxModel model, string path, string sum, OnnxTeacherSettings settings, ImageShape images)
    {
        (int height, int width) = SizeOf(model, settings, images);
        string[] outputs = [Logits(model, settings), .. settings.Features.Select(name => Known(model, name))];
        float[] zeros = new float[model.Piece * images.Channels * height * width];
        IReadOnlyList<(long[] Shape, float[] Values)> told = model.Run(zeros, images.Channels, height, width, outputs);
        if (told[0].Shape is not [var samples, var known] || samples != model.Piece || known < 2)
        {
            throw model.Problem(
                $"its output '{outputs[0]}' has the shape {Text(told[0].Shape)} for {model.Piece} images; logits are [{model.Piece}, classes].");
        }

        IReadOnlyList<int> classes = settings.Classes ?? [.. Enumerable.Range(0, (int)known)];
        if (classes.Any(one => one >= known))
        {
            throw model.Problem($"knows {known} classes, from 0 to {known - 1}, but 'classes' asks for number {classes.First(one => one >= known)}.");
        }

        if (classes.CountBy(one => one).FirstOrDefault(one => one.Value > 1) is { Value: > 1 } twice)
        {
            throw model.Problem(
                $"'classes' asks for number {twice.Key} {twice.Value} times, but each class of the images has a logit of its own; "
                    + "name each number at most once.");
        }

        List<(string Name, (int Height, int Width, int Channels) Map)> features = [];
        for (int i = 1; i < outputs.Length; i++)
        {
            features.Add((outputs[i], told[i].Shape[0] == model.Piece && OnnxAxes.MapOf(told[i].Shape, settings.Layout) is { } map
                ? map
                : throw model.Problem(
                    $"its output '{outputs[i]}' has the shape {Text(told[i].Shape)} for {model.Piece} images; features are maps, tokens of a "
                        + "square map, or vectors.")));
        }

        NetworkBuilder net = new(Name(path), new ImageSize(images.Channels));
        string x = net.Add(new RepeatNode("repeat", Node.Image));
        x = (height, width) == (images.Height, images.Width) ? x : net.Add(new ResizeNode("resize", x) { Height = height, Width = width });
        int[] lengths = [.. features.Select(feature => Math.Max(1, feature.Map.Height * feature.Map.Width) * feature.Map.Channels)];
        x = net.Add(new OnnxNode("onnx", x)
        {
            File = path,
            Sha256 = sum,
            Runtime = OnnxModel.Runtime,
            Outputs = outputs,
            Layout = settings.Layout,
            Classes = classes,
            Features = lengths,
        }.With(model));
        List<string> parts = [x];
        int start = classes.Count;
        for (int i = 0; i < features.Count; i++)
        {
            (int rows, int columns, int channels) = features[i].Map;
            parts.Add(net.Add(new OnnxPartNode($"feature{i + 1}", x) { Start = start, Height = rows, Width = columns, Channels = channels, Feature = true }));
            start += lengths[i];
        }

        net.Add(new OnnxPartNode("logits", parts) { Channels = classes.Count });
        return net.Build();
    }

    /// <summary>The images that the model is shown: as large as it asks for, as is said, or as they are.</summary>
    private static (int Height, int Width) SizeOf(OnnxModel model, OnnxTeacherSettings settings, ImageShape images)
    {
        (int? channels, int? height, int? width) = model.Image;
        if (channels is { } wanted && wanted != images.Channels)
        {
            throw model.Problem(
                $"takes images of {wanted} channels, but these have {images.Channels}; "
                    + $"'layout' says where channels stand ({settings.Layout.ToString().ToLowerInvariant()} here).");
        }

        if (settings.Size is { } size && ((height ?? size) != size || (width ?? size) != size))
        {
            throw model.Problem($"takes images of {height}x{width}, but 'size' is {size}.");
        }

        return (height ?? settings.Size ?? images.Height, width ?? settings.Size ?? images.Width);
    }

    private static string Logits(OnnxModel model, OnnxTeacherSettings settings)
        => settings.Logits is { } name ? Known(model, name)
            : model.Outputs is [var only] ? only
            : throw model.Problem($"has several outputs; say with 'logits' which gives the logits: {string.Join(", ", model.Outputs)}.");

    private static string Known(OnnxModel model, string name)
        => model.Outputs.Contains(name, StringComparer.Ordinal)
            ? name
            : throw model.Problem($"has no output '{name}'; it gives {string.Join(", ", model.Outputs)}.");

    private static PixelNormalization? Constants(OnnxModel model, OnnxTeacherSettings settings, int channels) => (settings.Mean, settings.Deviation) switch
    {
        (null, null) => null,
        ({ } mean, { } deviation) when mean.Count == channels && deviation.Count == channels => new PixelNormalization([.. mean], [.. deviation]),
        _ => throw model.Problem($"'mean' and 'std' belong together and give one value for each of {channels} channels."),
    };

    private static string Name(string path) => "onnx-" + string.Concat(Path.GetFileNameWithoutExtension(path).Where(char.IsAsciiLetterOrDigit));

    private static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";
}
