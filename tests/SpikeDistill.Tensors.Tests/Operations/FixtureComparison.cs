using System.Text.Json;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Reference;

namespace SpikeDistill.Tensors.Tests.Operations;

/// <summary>Holds operations to a fixture of PyTorch's outputs and gradients: tensors named "case.what", options of the cases in the metadata.</summary>
internal sealed class FixtureComparison(string fixture) : IDisposable
{
    private const double Tolerance = 1e-5;

    private readonly TestEngine _engine = new();

    public SafeTensorsFile File { get; } = Fixture.Open(fixture);

    public void Dispose()
    {
        File.Dispose();
        _engine.Dispose();
    }

    /// <summary>Runs a case and compares its output and the gradients of its inputs; spikes among the inputs are packed if asked for.</summary>
    public void Compare(string name, string[] inputs, Func<Tape, Tensor[], JsonElement, Tensor> operation, bool packed = false)
    {
        using var cases = JsonDocument.Parse(File.Metadata["cases"]);
        using Tape tape = new(_engine);
        Tensor[] x = [.. inputs.Select(input => tape.Leaf(packed ? Pack(tape, $"{name}.{input}") : Read(tape, $"{name}.{input}")))];
        Tensor y = operation(tape, x, cases.RootElement.GetProperty(name));
        AssertClose($"{name}.output", y.ToArray());
        Tensor seed = y.Shape.Rank == 0 ? tape.Scalar(1) : Read(tape, name + ".output_gradient");
        Gradients gradients = tape.Backward((y, seed));
        for (int i = 0; i < inputs.Length; i++)
        {
            AssertClose($"{name}.gradient.{inputs[i]}", gradients[x[i]].ToArray());
        }
    }

    public Tensor Read(Tape tape, string name) => tape.From(File.ReadSingles(name), new Shape([.. File[name].Shape]));

    public void AssertClose(string name, float[] actual)
    {
        double[] expected = File.ReadDoubles(name);
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Select(Math.Abs).Append(1e-3).Max();
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= Tolerance * scale, $"{name}[{i}]: expected {expected[i]}, got {actual[i]}.");
        }
    }

    private Tensor Pack(Tape tape, string name) => TestValues.Pack(tape, File.ReadSingles(name), new Shape([.. File[name].Shape]));
}
