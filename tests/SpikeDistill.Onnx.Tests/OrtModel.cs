using Microsoft.ML.OnnxRuntime;

namespace SpikeDistill.Onnx.Tests;

/// <summary>An ONNX model in ONNX Runtime, on one thread.</summary>
internal sealed class OrtModel : IDisposable
{
    private readonly InferenceSession _session;

    public OrtModel(byte[] model)
    {
        using SessionOptions options = new() { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        _session = new InferenceSession(model, options);
    }

    public IReadOnlyCollection<string> Outputs => [.. _session.OutputMetadata.Keys];

    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    public IEnumerable<(string Name, int[] Shape, bool IsIndex)> Inputs
        => _session.InputMetadata.Select(input => (input.Key, input.Value.Dimensions, input.Value.ElementType == typeof(long)));

    /// <summary>All outputs for images [N, C, H, W], or those of each step.</summary>
    public Dictionary<string, float[]> Run(float[] images, params long[] shape)
        => Run(new Dictionary<string, (float[], long[])> { ["images"] = (images, shape) });

    public Dictionary<string, float[]> Run(IReadOnlyDictionary<string, (float[] Values, long[] Shape)> inputs, long? step = null)
    {
        Dictionary<string, OrtValue> given = inputs.ToDictionary(
            pair => pair.Key, pair => OrtValue.CreateTensorValueFromMemory(pair.Value.Values, pair.Value.Shape));
        if (step is { } index) given["step"] = OrtValue.CreateTensorValueFromMemory(new[] { index }, []);
        try
        {
            using RunOptions options = new();
            using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(options, given, Outputs);
            return Outputs.Zip(results).ToDictionary(pair => pair.First, pair => pair.Second.GetTensorDataAsSpan<float>().ToArray());
        }
        finally
        {
            foreach (OrtValue value in given.Values) value.Dispose();
        }
    }

    public void Dispose() => _session.Dispose();
}
