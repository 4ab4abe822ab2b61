namespace SpikeDistill.Training;

/// <summary>Measures how fast a run goes, and so how long it will take.</summary>
internal class TrainingPace(TimeProvider clock, int epochs, int evaluateEvery)
{
    private readonly Pace _training = new();
    private readonly Pace _evaluating = new();
    private long _last = clock.GetTimestamp();
    private BatchProgress? _now;

    /// <summary>Training images a second; 0 before the second batch.</summary>
    public double ImagesPerSecond { get; private set; }

    /// <summary>Share of the training that is done.</summary>
    public double Done => _now is null || _training.Batches == 0 ? 0
        : _now.Phase == "train" ? (_now.Epoch - 1 + ((double)_now.Batch / _now.Batches)) / epochs
        : (double)_now.Epoch / epochs;

    /// <summary>Time left, of training and evaluation; null before there is anything to tell it from.</summary>
    public TimeSpan? Left
    {
        get
        {
            if (_now is null || _training.Seconds == 0)
            {
                return null;
            }

            bool training = _now.Phase == "train";
            double trainBatches = ((epochs - _now.Epoch) * (double)_training.Batches) + (training ? _now.Batches - _now.Batch : 0);
            double evaluateBatches = (EvaluationsAfter(_now.Epoch) * (double)_evaluating.Batches)
                + (training ? (Evaluates(_now.Epoch) ? _evaluating.Batches : 0) : _now.Batches - _now.Batch);
            return TimeSpan.FromSeconds((trainBatches * _training.Seconds) + (evaluateBatches * _evaluating.Seconds));
        }
    }

    /// <summary>Where the run is; null before its first batch.</summary>
    public BatchProgress? Now => _now;

    /// <summary>Takes note of a batch that is done.</summary>
    public void Add(BatchProgress progress)
    {
        long time = clock.GetTimestamp();
        double seconds = clock.GetElapsedTime(_last, time).TotalSeconds;
        _last = time;
        bool training = progress.Phase == "train";
        (training ? _training : _evaluating).Add(seconds, progress.Batches, first: _now?.Phase != progress.Phase || _now.Epoch != progress.Epoch);
        _now = progress;
        if (training && _training.Seconds > 0)
        {
            ImagesPerSecond = progress.BatchSize / _training.Seconds;
        }
    }

    private bool Evaluates(int epoch) => epoch == epochs || epoch % evaluateEvery == 0;

    private int EvaluationsAfter(int epoch) => (epochs / evaluateEvery) - (epoch / evaluateEvery) + (epochs % evaluateEvery != 0 && epoch < epochs ? 1 : 0);

    /// <summary>
    /// A running mean of seconds a batch, which forgets over some thirty batches. The first batch of a phase also holds its
    /// preparation and does not count.
    /// </summary>
    private sealed class Pace
    {
        private int _seen;

        public int Batches { get; private set; }

        public double Seconds { get; private set; }

        public void Add(double seconds, int batches, bool first)
        {
            Batches = batches;
            if (!first)
            {
                _seen++;
                Seconds += (seconds - Seconds) * Math.Max(1.0 / _seen, 1.0 / 30);
            }
        }
    }
}
