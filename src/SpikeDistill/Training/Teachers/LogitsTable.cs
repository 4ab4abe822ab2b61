namespace SpikeDistill.Training;

/// <summary>Logits by sample, as far as they are known: an entry of the cache while it is in use. Runs side by side may share it.</summary>
internal sealed class LogitsTable
{
    private readonly Lock _lock = new();
    private readonly float[] _logits;
    private readonly byte[] _known;

    /// <summary>A table with nothing known.</summary>
    public LogitsTable(int samples, int classes)
        : this(classes, new float[(long)samples * classes], new byte[samples])
    {
    }

    /// <param name="classes">Logits of a sample.</param>
    /// <param name="logits">[samples, classes].</param>
    /// <param name="known">1 for each sample that is known, else 0.</param>
    public LogitsTable(int classes, float[] logits, byte[] known)
    {
        Classes = classes;
        _logits = logits;
        _known = known;
        Known = known.Count(one => one != 0);
    }

    public int Samples => _known.Length;

    public int Classes { get; }

    /// <summary>Samples that are known.</summary>
    public int Known { get; private set; }

    /// <summary>Reads the logits [samples.Count, classes] of some samples if all of them are known.</summary>
    public bool TryRead(IReadOnlyList<int> samples, Span<float> target)
    {
        lock (_lock)
        {
            foreach (int sample in samples)
            {
                if (_known[sample] == 0)
                {
                    return false;
                }
            }

            for (int i = 0; i < samples.Count; i++)
            {
                Row(samples[i]).CopyTo(target.Slice(i * Classes, Classes));
            }

            return true;
        }
    }

    /// <summary>Notes the logits [samples.Count, classes] of some samples.</summary>
    public void Write(IReadOnlyList<int> samples, ReadOnlySpan<float> logits)
    {
        lock (_lock)
        {
            for (int i = 0; i < samples.Count; i++)
            {
                Put(samples[i], logits.Slice(i * Classes, Classes));
            }
        }
    }

    /// <summary>Takes over what another table of the same size knows besides.</summary>
    public void Add(LogitsTable other)
    {
        lock (_lock)
        {
            for (int sample = 0; sample < Samples; sample++)
            {
                if (other._known[sample] != 0 && _known[sample] == 0)
                {
                    Put(sample, other.Row(sample));
                }
            }
        }
    }

    /// <summary>Passes on a state that does not change meanwhile: logits [samples, classes] and what is known [samples].</summary>
    public void Read(Action<float[], byte[]> take)
    {
        lock (_lock)
        {
            take(_logits, _known);
        }
    }

    private Span<float> Row(int sample) => _logits.AsSpan(sample * Classes, Classes);

    private void Put(int sample, ReadOnlySpan<float> logits)
    {
        logits.CopyTo(Row(sample));
        Known += 1 - _known[sample];
        _known[sample] = 1;
    }
}
