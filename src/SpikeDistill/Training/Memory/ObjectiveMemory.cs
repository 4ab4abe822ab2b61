using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Tensors;

namespace SpikeDistill.Training;

/// <summary>What an objective's terms take besides the networks: features that are kept, maps that terms work on, what they learn.</summary>
internal sealed class ObjectiveMemory
{
    private readonly ObjectiveSettings _objective;
    private readonly IReadOnlyList<MapShape> _student;
    private readonly IReadOnlyList<MapShape> _teacher;
    private readonly int _studentSteps;
    private readonly int _teacherSteps;
    private readonly bool _ann;

    public ObjectiveMemory(ExperimentSettings settings, NetworkSettings teacher, ImageShape images)
    {
        _objective = settings.Objective;
        _student = settings.Network.Describe().StageShapes(images.Height, images.Width);
        _teacher = teacher.Describe().StageShapes(images.Height, images.Width);
        (_studentSteps, _teacherSteps, _ann) = (settings.Network.Timesteps, teacher.Timesteps, teacher.IsAnn);
        using Engine engine = new(threads: 1);
        using Objective made = new(_objective, new ObjectiveContext(engine, _student, _teacher, Seed: 0));
        ParameterBytes = made.Parameters.Sum(parameter => TensorBytes.Floats(parameter.Value.Shape.Count));
    }

    /// <summary>What the terms learn.</summary>
    public long ParameterBytes { get; }

    /// <summary>The teacher's features as its pass leaves them, and averaged over time.</summary>
    public long TeacherBytes(int batch)
        => !_objective.NeedsFeatures ? 0 : _teacher.Sum(shape => Maps(batch, shape.Count, _ann ? _teacherSteps : 0)) + KeptTeacherBytes(batch);

    /// <summary>The gradients on the student's features and on what is learned, kept until the backward pass takes them.</summary>
    public long GradientBytes(int batch)
        => !_objective.NeedsFeatures ? 0 : ParameterBytes + _student.Where((_, stage) => IsRead(stage)).Sum(shape => Maps(batch, shape.Count, _studentSteps));

    /// <summary>The most that a term holds while it is worked out, with all that is kept.</summary>
    public long TermBytes(int batch)
    {
        long most = _objective.Terms.Where(term => term.NeedsFeatures).Select(term => Working(term, batch)).DefaultIfEmpty(0).Max();
        return KeptTeacherBytes(batch) + GradientBytes(batch) + most + (
            most == 0 ? 0 : _teacher.Max(shape => WeightKernels.Tiles(shape.Channels, shape.Channels)));
    }

    /// <summary>The teacher's features averaged over time, and of every step where a term asks for them.</summary>
    private long KeptTeacherBytes(int batch)
        => !_objective.NeedsFeatures ? 0 : _teacher.Sum(shape => Maps(batch, shape.Count, 1 + (_objective.NeedsTeacherSteps ? _teacherSteps : 0)));

    private bool IsRead(int stage) => stage == _student.Count - 1 || _objective.Terms.Any(term => term.NeedsFeatures && !IsOfLast(term));

    private long Working(Term term, int batch)
    {
        int held = term.MapsHeld * (term.TeacherSteps == TeacherReading.Aligned && _teacherSteps > 1 ? _studentSteps : 1);
        int first = IsOfLast(term) ? 1 : Math.Min(_student.Count, _teacher.Count);
        return _student.TakeLast(first).Zip(_teacher.TakeLast(first)).Sum(pair => Maps(batch, Largest(pair.First, pair.Second), held));
    }

    /// <summary>Values of the largest map of a pair; a teacher's vector is compared with the mean of a map that has its channels.</summary>
    private static long Largest(MapShape student, MapShape teacher)
        => Math.Max(student.Count, teacher.IsVector ? (long)student.Height * student.Width * teacher.Channels : teacher.Count);

    private static bool IsOfLast(Term term) => term is FeatureTerm { Stages: StageReading.Last };

    private static long Maps(int batch, long count, int maps) => maps * TensorBytes.Floats(batch * count);
}
