using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using SpikeDistill.Interop;
using SpikeDistill.Training;

namespace SpikeDistill.Onnx;

/// <summary>
/// A model in ONNX Runtime. Each piece of a batch is computed on one thread, and pieces are cut by number alone, so that bits do not depend on how
/// many threads there are.
/// </summary>
internal sealed class OnnxModel : IDisposable
{
    /// <summary>Images of a piece, where the model leaves them free.</summary>
    private const int PieceLength = 8;

    /// <summary>The largest file that is read: what one message of protocol buffers can be.</summary>
    private const long MostBytes = int.MaxValue;

    private readonly InferenceSession _session;
    private readonly string _path;
    private readonly bool _channelsFirst;
    private readonly string _input;
    private readonly int[] _axes;

    private OnnxModel(InferenceSession session, string path, bool channelsFirst)
    {
        (_session, _path, _channelsFirst) = (session, path, channelsFirst);
        if (session.InputMetadata.Count != 1)
        {
            throw Problem($"takes {session.InputMetadata.Count} inputs ({string.Join(", ", session.InputMetadata.Keys)}); a teacher takes images alone.");
        }

        (_input, NodeMetadata input) = session.InputMetadata.Single();
        if (!input.IsTensor || input.ElementType != typeof(float) || input.Dimensions.Length != 4)
        {
            throw Problem($"its input '{_input}' is {Words(input)}; a teacher takes images, float32 with four axes.");
        }

        _axes = input.Dimensions;
        Piece = _axes[0] > 0 ? _axes[0] : PieceLength;
    }

    /// <summary>The version of ONNX Runtime, which bits depend on.</summary>
    public static string Runtime => OrtEnv.Instance().GetVersionString();

    /// <summary>Images that are computed together.</summary>
    public int Piece { get; }

    /// <summary>Channels, rows and columns that the model asks for; null where they are free.</summary>
    public (int? Channels, int? Height, int? Width) Image => _channelsFirst
        ? (Fixed(_axes[1]), Fixed(_axes[2]), Fixed(_axes[3]))
        : (Fixed(_axes[3]), Fixed(_axes[1]), Fixed(_axes[2]));

    /// <summary>The names of its outputs.</summary>
    public IReadOnlyList<string> Outputs => [.. _session.OutputMetadata.Keys];

    /// <summary>Reads the file of a model.</summary>
    /// <exception cref="OnnxModelException">There is no such file, or it cannot be read.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw new OnnxModelException(path, "is a folder; expected a model of ONNX.");
            }

            FileInfo file = new(DiskFile.Require(path));
            return file.Length <= MostBytes
                ? File.ReadAllBytes(path)
                : throw new OnnxModelException(path, $"has {file.Length} bytes; at most {MostBytes} are read.");
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new OnnxModelException(path, "there is no such file; expected a model of ONNX.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OnnxModelException(path, $"cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>The sum that tells one model from another.</summary>
    public static string SumOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Opens a model that was read.</summary>
    /// <exception cref="OnnxModelException">It is damaged, or takes something else than images.</exception>
    public static OnnxModel Open(byte[] bytes, string path, ImageLayout layout)
    {
        InferenceSession? session = null;
        try
        {
            // Bits must not depend on the number of threads; nothing is kept between pieces, so that memory is given back.
            using SessionOptions options = new()
            {
                IntraOpNumThreads = 1,
                InterOpNumThreads = 1,
                ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
                EnableCpuMemArena = false,
                EnableMemoryPattern = false,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            };
            options.AddSessionConfigEntry("session.use_deterministic_compute", "1");
            session = new InferenceSession(bytes, options);
            return new OnnxModel(session, path, layout == ImageLayout.Nchw);
        }
        catch (OnnxRuntimeException failure) when (OnnxEnd.MissedBy(bytes) is { } end)
        {
            throw new OnnxModelException(
                path, $"has {bytes.Length} bytes, but a part of it goes on to {end}: it was cut off. Copy or export the model again.", failure);
        }
        catch (OnnxRuntimeException failure)
        {
            throw new OnnxModelException(path, $"is no model that ONNX Runtime {Runtime} can run: {failure.Message}", failure);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>What outputs hold for one piece of images.</summary>
    /// <param name="images">[<see cref="Piece"/>, …], in the model's layout.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="height">Their rows.</param>
    /// <param name="width">Their columns.</param>
    /// <param name="outputs">The names of the outputs.</param>
    /// <exception cref="OnnxModelException">The model fails on them, or gives something else than floats.</exception>
    public IReadOnlyList<(long[] Shape, float[] Values)> Run(float[] images, int channels, int height, int width, IReadOnlyList<string> outputs)
    {
        long[] shape = _channelsFirst ? [Piece, channels, height, width] : [Piece, height, width, channels];
        try
        {
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(images, shape);
            using RunOptions options = new();
            using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(options, [_input], [input], outputs);
            return [.. results.Select((result, i) => (result.GetTensorTypeAndShape().Shape, Floats(result, outputs[i])))];
        }
        catch (OnnxRuntimeException failure)
        {
            throw new OnnxModelException(_path, $"fails on images of {height}x{width}: {failure.Message}", failure);
        }
    }

    public OnnxModelException Problem(string problem) => new(_path, problem);

    public void Dispose() => _session.Dispose();

    private static int? Fixed(int length) => length > 0 ? length : null;

    private static string Words(NodeMetadata value)
        => value.IsTensor ? $"{value.ElementType.Name} [{string.Join(", ", value.Dimensions.Select(one => one > 0 ? $"{one}" : "?"))}]" : "no tensor";

    private float[] Floats(OrtValue value, string name)
        => value.IsTensor && value.GetTensorTypeAndShape().ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float
            ? value.GetTensorDataAsSpan<float>().ToArray()
            : throw Problem($"its output '{name}' holds no float32 numbers.");
}
