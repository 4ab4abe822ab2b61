using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Training;

/// <summary>The teacher's part in a run: what it says to a batch, computed, or its logits taken from the cache.</summary>
internal sealed class Teaching : IDisposable
{
    private readonly Network _teacher;
    private readonly PixelNormalization _constants;
    private readonly bool _features;
    private readonly bool _steps;
    private readonly int _samples;
    private readonly int _batchSize;
    private readonly Action<TrainingWarning> _tell;
    private readonly TeacherLogitsCache? _cache;
    private readonly TeacherLogitsKey? _key;
    private LogitsTable? _table;
    private int _entry;
    private int _saved;
    private bool _told;

    /// <param name="teacher">The frozen teacher.</param>
    /// <param name="fingerprint">Its <see cref="TeacherFingerprint"/>.</param>
    /// <param name="cache">Where its logits are kept; null for nowhere. A run that needs features computes them every time.</param>
    /// <param name="data">The images.</param>
    /// <param name="run">The run.</param>
    /// <param name="share">The images of every batch that it is asked about; null for all.</param>
    /// <param name="tell">Is told what goes wrong with the cache.</param>
    public Teaching(
        Network teacher, string fingerprint, TeacherLogitsCache? cache, ExperimentData data, ExperimentSettings run, BatchShare? share,
        Action<TrainingWarning> tell)
    {
        (_constants, _features, _steps) = (data.Source.Normalization, run.Objective.NeedsFeatures, run.Objective.NeedsTeacherSteps);
        (_teacher, _cache, _samples, _batchSize, _tell) = (
            teacher, _features ? null : cache, data.TrainingImages, share?.Largest(run.Training.BatchSize) ?? run.Training.PartSize, tell);
        _key = _cache is null ? null : TeacherLogitsKey.Of(teacher, fingerprint, data, run, _batchSize);
    }

    /// <summary>Batches that were taken from the cache, so far.</summary>
    public int CachedBatches { get; private set; }

    /// <summary>Logits of a sample in the cache: of every step, [T_tea, classes], where they are asked for so.</summary>
    private int Width => _teacher.Settings.Classes * (_steps ? _teacher.Settings.Timesteps : 1);

    /// <summary>Turns to an epoch; what was worked out for the one before is kept.</summary>
    public void Begin(int epoch)
    {
        if (_cache is null || _key is null || (_table is not null && _key.EntryOf(epoch) == _entry))
        {
            return;
        }

        Leave();
        _entry = _key.EntryOf(epoch);
        _table = _cache.Open(_key, _entry, _samples, Width, _tell);
        _saved = _table.Known;
    }

    /// <summary>Keeps what was worked out since the last time.</summary>
    public void Save()
    {
        if (_cache is null || _key is null || _table is null || _table.Known == _saved)
        {
            return;
        }

        if (_cache.Save(_key, _entry, _table) is { } warning && !_told)
        {
            _tell(warning);
            _told = true;
        }

        _saved = _table.Known;
    }

    /// <summary>What the teacher says to a batch: constants that live on the student's tape. Features are not cached.</summary>
    public TeacherPass Say(Tape tape, Tensor images, Batch batch)
    {
        // Kernels are chosen by shape: what a smaller last batch or part gives may be other bits than those of full ones, which are kept.
        if (_table is null || batch.Count < _batchSize)
        {
            return Ask(tape, images, batch);
        }

        int classes = _teacher.Settings.Classes, samples = batch.Count, steps = _table.Classes / classes;
        Tensor cached = tape.Allocate(new Shape(samples, _table.Classes));
        if (_table.TryRead(batch.Indices, cached.Values))
        {
            CachedBatches++;
            return steps == 1 ? new TeacherPass(cached, []) : OfSteps(tape, cached, new Shape(steps, samples, classes));
        }

        TeacherPass computed = Ask(tape, images, batch);
        if (computed.StepLogits is { } each)
        {
            Exchange(each.Values, cached.Values, steps, samples, classes);
        }

        _table.Write(batch.Indices, computed.StepLogits is null ? computed.Logits.Values : cached.Values);
        cached.Release();
        return computed;
    }

    /// <summary>Runs the teacher. Frames are put together for its steps; where logits are cached, no features are asked for.</summary>
    private TeacherPass Ask(Tape tape, Tensor images, Batch batch)
    {
        int steps = _teacher.Settings.Timesteps;
        if (!batch.OverTime || images.Shape[0] == steps)
        {
            return TeacherPass.Run(tape, _teacher, images, _constants, _features, _steps, batch.Indices);
        }

        // The same view, its frames put together for the teacher's steps.
        Tensor seen = batch.ImagesIn(tape, steps);
        TeacherPass said = TeacherPass.Run(tape, _teacher, seen, _constants, _features, _steps, batch.Indices);
        seen.Release();
        return said;
    }

    /// <summary>What is said in logits of every step that stand sample by sample.</summary>
    private static TeacherPass OfSteps(Tape tape, Tensor cached, Shape shape)
    {
        Tensor each = tape.Allocate(shape);
        Exchange(cached.Values, each.Values, shape[1], shape[0], shape[2]);
        cached.Release();
        using Tape frozen = new(tape.Engine, recording: false);
        return new TeacherPass(tape.Keep(frozen.MeanOverTime(each)), []) { StepLogits = each };
    }

    /// <summary>[outer, inner, classes] to [inner, outer, classes].</summary>
    private static void Exchange(ReadOnlySpan<float> from, Span<float> to, int outer, int inner, int classes)
    {
        for (int i = 0; i < outer * inner; i++)
        {
            from.Slice(i * classes, classes).CopyTo(to.Slice(((i % inner * outer) + (i / inner)) * classes, classes));
        }
    }

    public void Dispose()
    {
        Save();
        Leave();
    }

    private void Leave()
    {
        if (_table is not null)
        {
            _table = null;
            _cache!.Close(_key!, _entry);
        }
    }
}
