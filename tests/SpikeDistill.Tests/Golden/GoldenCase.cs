using System.Text.Json;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Reference;
using SpikeDistill.Tensors;

namespace SpikeDistill.Tests.Golden;

/// <summary>
/// One case of a fixture, tests/fixtures/operations.safetensors unless another is named: its tensors on a tape, and the comparison
/// with what PyTorch made of them.
/// </summary>
internal sealed class GoldenCase : IDisposable
{
    /// <summary>Of the largest value of a tensor; single precision rounds at 6e-8 and the longest sum has 150 terms.</summary>
    private const double Tolerance = 2e-6;

    private readonly SafeTensorsFile _file;
    private readonly Engine _engine = new(threads: 2);
    private readonly Dictionary<string, Tensor> _variables = [];
    private readonly string _name;

    public GoldenCase(string name, string fixture = Fixture.Operations)
    {
        _name = name;
        _file = Fixture.Open(fixture);
        Tape = new Tape(_engine);
        Options = Cases(_file).GetProperty(name);
    }

    public Tape Tape { get; }

    public JsonElement Options { get; }

    public static TheoryData<string> Named(string prefix, string fixture = Fixture.Operations)
    {
        using SafeTensorsFile file = Fixture.Open(fixture);
        return [.. Cases(file).EnumerateObject().Select(item => item.Name).Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
    }

    public int[] Integers(string option) => [.. Options.GetProperty(option).EnumerateArray().Select(item => item.GetInt32())];

    public bool Has(string what) => _file.Contains($"{_name}.{what}");

    public double[] Doubles(string what) => _file.ReadDoubles($"{_name}.{what}");

    /// <summary>A tensor that PyTorch made a gradient for.</summary>
    public Tensor Variable(string what) => Variable(what, $"{_name}.{what}");

    public Tensor Variable(string what, string tensor) => _variables[what] = Tape.Leaf(Load(tensor));

    public Tensor Constant(string what) => Load($"{_name}.{what}");

    public void AssertEqual(string what, Tensor actual) => Near.Assert($"{_name}.{what}", Doubles(what), actual.ToArray(), Tolerance);

    /// <summary>Compares the output and the gradients of every variable that was asked for.</summary>
    /// <param name="output">The operation's result.</param>
    /// <param name="outputGradient">The tensor it is back-propagated from; by default the case's own, or 1 for a scalar.</param>
    public void AssertOutputAndGradients(Tensor output, string? outputGradient = null)
    {
        AssertEqual("output", output);
        outputGradient ??= $"{_name}.output_gradient";
        Gradients gradients = output.Shape.Rank == 0 ? Tape.Backward(output) : Tape.Backward((output, Load(outputGradient)));
        foreach ((string what, Tensor variable) in _variables)
            AssertEqual($"gradient.{what}", gradients[variable]);
    }

    public void Dispose()
    {
        Tape.Dispose();
        _engine.Dispose();
        _file.Dispose();
    }

    private Tensor Load(string tensor) => Tape.From(_file.ReadSingles(tensor), new Shape([.. _file[tensor].Shape]));

    private static JsonElement Cases(SafeTensorsFile file) => JsonSerializer.Deserialize<JsonElement>(file.Metadata["cases"]);
}
