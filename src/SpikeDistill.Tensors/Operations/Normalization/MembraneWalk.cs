using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Kernels.Channels;
using SpikeDistill.Tensors.Kernels.Fusion;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Tensors.Operations;

/// <summary>All steps of a layer whose potentials are normalized step by step, over whatever its currents come from.</summary>
internal sealed unsafe class MembraneWalk<TSurrogate> : IActivationPass
    where TSurrogate : struct, ISurrogate
{
    private readonly Tape _tape;
    private readonly string _operation;
    private readonly ActivationGroups _groups;
    private readonly NormalizedMembrane _membrane;
    private readonly TSurrogate _surrogate;
    private readonly Tensor[] _potentials;
    private readonly Normalizer[] _normalizers;
    private Saved? _spikes;

    /// <param name="tape">The pass.</param>
    /// <param name="operation">Its name, for errors.</param>
    /// <param name="groups">What is walked.</param>
    /// <param name="membrane">The neurons.</param>
    /// <param name="surrogate">The slope of the step function.</param>
    /// <param name="all">The shape of the spikes.</param>
    /// <param name="one">The shape of a step.</param>
    public MembraneWalk(
        Tape tape, string operation, ActivationGroups groups, NormalizedMembrane membrane, TSurrogate surrogate, Shape all, Shape one)
    {
        (_tape, _operation, _groups, _membrane, _surrogate) = (tape, operation, groups, membrane, surrogate);
        _potentials = [.. Enumerable.Range(0, groups.Steps).Select(_ => tape.Allocate(one))];
        _normalizers = new Normalizer[groups.Steps];

        // Words past the last group of a row are written by nobody.
        bool padded = SpikeLayout.RowBytes(groups.Channels) > groups.PerRow * sizeof(ushort);
        Spikes = padded ? tape.Zeros(all, StorageKind.Spikes) : tape.Allocate(all, StorageKind.Spikes);
    }

    public Tensor Spikes { get; }

    /// <summary>Each step's, where it is normalized with its own.</summary>
    public IReadOnlyList<BatchStatistics> Statistics => [.. _normalizers.Select(normalizer => normalizer.Statistics).OfType<BatchStatistics>()];

    /// <summary>Fires all steps.</summary>
    public void Run<TInput>(TInput input)
        where TInput : struct, IFireInput<TInput>
    {
        for (int step = 0; step < _groups.Steps; step++)
        {
            Tensor potential = _potentials[step];
            ChannelNormalization normalization = _membrane.Normalization;
            using ChannelStatistics? statistics = normalization.Given is null ? new ChannelStatistics(_tape.Engine, potential) : null;
            Pass(input, step, potential.Floats, statistics);
            if (statistics is not null)
            {
                statistics.Complete = true;
                normalization = normalization with { Batch = BatchStatistics.Of(_tape, _operation, potential, statistics) };
            }

            _normalizers[step] = Normalizer.Of(_tape, _operation, potential, normalization);
        }

        Pass(input, _groups.Steps, potential: null, statistics: null);
    }

    /// <summary>Ends the operation.</summary>
    public void Record(Tensor[] inputs, Saved[] saved, Tape.AddingBackwardFunction backward)
    {
        _spikes = _tape.Save(Spikes);
        Saved[] all = [.. saved, _spikes, .. _normalizers.SelectMany(normalizer => normalizer.Save())];
        _tape.Record(_operation, Spikes, [.. inputs, _membrane.Normalization.Gamma, _membrane.Normalization.Beta], all, backward);
        foreach (Tensor potential in _potentials) potential.Release();
    }

    /// <summary>Works out the gradient of the currents, which may lie where that of the spikes does, and gives what is learned its own.</summary>
    /// <param name="di">Where it goes, [T, …, C].</param>
    /// <param name="dy">The gradient of the spikes.</param>
    /// <param name="rest">What is added to it; null where there is nothing.</param>
    /// <param name="gradients">Where gradients go.</param>
    /// <param name="main">What takes the result up, where it can on the way.</param>
    /// <param name="side">The same for a shortcut.</param>
    public void Back(Tensor di, Tensor dy, Tensor? rest, Gradients gradients, ChannelGradientSums? main = null, ChannelGradientSums? side = null)
    {
        bool onTheWay = main is not null && _groups.Rows % main.PieceRows == 0;
        for (int step = _groups.Steps - 1; step >= 0; step--) Back(step, di, dy, rest, gradients, onTheWay ? main : null, onTheWay ? side : null);
        if (!onTheWay) return;
        main!.Complete = true;
        if (side is not null) side.Complete = true;
    }

    private void Pass<TInput>(TInput input, int step, float* potential, ChannelStatistics? statistics)
        where TInput : struct, IFireInput<TInput>
    {
        MembraneForward<TInput, TSurrogate> kernel = new()
        {
            Input = input,
            Groups = _groups,
            Step = step,
            Decay = _membrane.Decay,
            Threshold = _membrane.Threshold,
            Before = step == 0 ? null : _potentials[step - 1].Floats,
            Normalized = step == 0 ? default : _normalizers[step - 1].Forward(),
            Potential = potential,
            Spikes = Spikes.Storage.Pointer,
            Statistics = statistics,
        };
        _tape.Engine.Workers.ForRange(_groups.Rows, statistics?.PieceRows ?? RowsPerTask, kernel);
    }

    private void Back(int step, Tensor di, Tensor dy, Tensor? rest, Gradients gradients, ChannelGradientSums? main, ChannelGradientSums? side)
    {
        ActivationGroups groups = _groups with { Steps = 1 };
        Normalizer normalizer = _normalizers[step];
        long elements = step * groups.StepElements;
        float* potential = normalizer.Value.Floats, gradient = di.Floats + elements;
        float* next = step == _groups.Steps - 1 ? null : gradient + groups.StepElements;
        using GradientSums sums = new(_tape.Engine, groups, 2);
        _tape.Engine.Workers.ForRange(groups.Count, groups.Grain, new NormalizedMembraneGradient<TSurrogate>
        {
            Memory = _tape.Engine.Memory,
            Groups = groups,
            Surrogate = _surrogate,
            Decay = _membrane.Decay,
            Threshold = _membrane.Threshold,
            Potential = potential,
            Normalized = normalizer.Again(),
            OutputGradient = new OutputGradient(dy.Floats + elements, rest is null ? null : rest.Floats + elements),
            Next = _membrane.DetachReset ? null : next,
            Gradient = gradient,
            Sums = sums,
        });
        using Normalizer.Slopes slopes = normalizer.GiveParameters(gradients, sums.Collect(0), sums.Collect(1));
        _tape.Engine.Workers.ForRange(groups.Rows, main?.PieceRows ?? RowsPerTask, new MembraneGradient
        {
            Groups = groups,
            Step = step,
            Decay = _membrane.Decay,
            OfNormalized = gradient,
            Potential = potential,
            Slopes = slopes.Kernel,
            Next = next,
            Spikes = _spikes!.Value.SpikeBytes + (step * groups.At(0).StepBytes),
            Gradient = gradient,
            Main = main,
            Side = side,
        });
    }

    private int RowsPerTask => Math.Max(1, _groups.Grain * _groups.Steps / Math.Max(1, _groups.PerRow));
}
