using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Tensors;

namespace SpikeDistill.Distillation;

/// <summary>What a term is made for: the shapes of the features it will see, and where it gets what it learns.</summary>
public sealed class TermContext
{
    /// <summary>What the names of everything learned by terms begin with. None of it is ever in a network's weights.</summary>
    public const string ParameterPrefix = StoredPrefixes.Auxiliary;

    private readonly TensorScope? _scope;
    private readonly string _name;
    private readonly long _seed;
    private readonly List<Parameter> _parameters = [];

    internal TermContext(string name, ObjectiveContext? objective, TensorScope? scope)
    {
        (_name, _scope, _seed) = (name, scope, objective?.Seed ?? 0);
        StudentStages = objective?.StudentStages ?? [];
        TeacherStages = objective?.TeacherStages ?? [];
    }

    /// <summary>The shapes of the student's stage features.</summary>
    public IReadOnlyList<MapShape> StudentStages { get; }

    /// <summary>The shapes of the teacher's stage features; empty without a teacher.</summary>
    public IReadOnlyList<MapShape> TeacherStages { get; }

    internal IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>
    /// Something the term learns beside the student: trained by the same optimizer, saved in checkpoints, dropped at inference. It begins
    /// uniform in ±1/√inputs (PyTorch's default for convolutions and linear layers), drawn from the run's seed and its name.
    /// </summary>
    /// <param name="name">Its name within the term.</param>
    /// <param name="shape">Its shape; convolutions [out, in, kh, kw].</param>
    /// <param name="inputs">How many inputs each output sums.</param>
    /// <param name="role">What it does, which decides about weight decay.</param>
    public Tensor Learn(string name, Shape shape, int inputs, ParameterRole role)
    {
        Tensor value = (
            _scope
                ?? throw new InvalidOperationException(
                    $"The term '{_name}' learns '{name}', which an objective without an engine has no place for.")).Variable(shape);
        string full = $"{ParameterPrefix}{_name}.{name}";
        StartValues.Uniform(inputs).Fill(value.Values, full, _seed);
        _parameters.Add(new Parameter(full, value, role));
        return value;
    }
}

/// <summary>What an objective whose terms read features or learn something is made for.</summary>
/// <param name="Engine">Threads and memory.</param>
/// <param name="StudentStages">The shapes of the student's stage features.</param>
/// <param name="TeacherStages">The shapes of the teacher's stage features; empty without a teacher.</param>
/// <param name="Seed">Seed of what the terms learn.</param>
public sealed record ObjectiveContext(Engine Engine, IReadOnlyList<MapShape> StudentStages, IReadOnlyList<MapShape> TeacherStages, long Seed);
