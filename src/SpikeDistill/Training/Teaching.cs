using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Training;

/// <summary>The teacher's part in a run: what it says to a batch, computed, or its logits taken from the cache.</summary>
internal sealed class Teaching : IDisposable
{
    private readonly Network _teacher;
    private readonly PixelNormalization _constants;
    private readonly bool _features;
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
    /// <param name="tell">Is told what goes wrong with the cache.</param>
    public Teaching(Network teacher, string fingerprint, TeacherLogitsCache? cache, ExperimentData data, ExperimentSettings run, Action<TrainingWarning> tell)
    {
        (_constants, _features) = (data.Source.Normalization, run.Objective.NeedsFeatures);
        (_teacher, _cache, _samples, _batchSize, _tell) = (teacher, _features ? null : cache, data.TrainingImages, run.Training.PartSize, tell);
        _key = _cache is null ? null : TeacherLogitsKey.Of(teacher, fingerprint, data, run);
    }

    /// <summary>Batches that were taken from the cache, so far.</summary>
    public int CachedBatches { get; private set; }

    /// <summary>Turns to an epoch; what was worked out for the one before is kept.</summary>
    public void Begin(int epoch)
    {
        if (_cache is null || _key is null || (_table is not null && _key.EntryOf(epoch) == _entry))
        {
            return;
        }

        Leave();
        _entry = _key.EntryOf(epoch);
        _table = _cache.Open(_key, _entry, _samples, _teacher.Settings.Classes, _tell);
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
            return TeacherPass.Run(tape, _teacher, images, _constants, _features);
        }

        Tensor cached = tape.Allocate(new Shape(batch.Count, _table.Classes));
        if (_table.TryRead(batch.Indices, cached.Values))
        {
            CachedBatches++;
            return new TeacherPass(cached, []);
        }

        cached.Release();
        TeacherPass computed = TeacherPass.Run(tape, _teacher, images, _constants, features: false);
        _table.Write(batch.Indices, computed.Logits.Values);
        return computed;
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
