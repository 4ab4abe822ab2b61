using System.Text.Json;
using SpikeDistill.Training;

namespace SpikeDistill.Runs;

/// <summary>
/// Tells others from within a run's folder how far the run is (<see cref="RunProgress"/>), and looks there for a wish that it stop. It is
/// for whoever watches: where it cannot be written, the run goes on without.
/// </summary>
internal sealed class RunBeacon : IDisposable
{
    /// <summary>The file that asks a run to stop.</summary>
    public const string StopName = "stop";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1), Look = TimeSpan.FromMilliseconds(250);

    private readonly string _file, _beside, _stop;
    private readonly TrainingPace _pace;
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly DateTime _processStarted = System.Diagnostics.Process.GetCurrentProcess().StartTime.ToUniversalTime();
    private long? _told, _looked;

    /// <summary>Begins with nobody's wish: what asked an earlier run of the folder to stop is taken away.</summary>
    public RunBeacon(string folder, TrainingSettings training)
    {
        (_file, _stop) = (Path.Combine(folder, RunProgress.Name), Path.Combine(folder, StopName));
        _beside = _file + ".tmp";
        _pace = new TrainingPace(_clock, training.Epochs, training.EvaluateEvery);
        Quietly(() => File.Delete(_stop));
    }

    /// <summary>Whether somebody wishes the run to stop.</summary>
    public bool IsAskedToStop => IsTime(ref _looked, Look) && File.Exists(_stop);

    /// <summary>Takes note of a batch, and tells it where the last was told a while ago.</summary>
    public void Tell(BatchProgress progress)
    {
        _pace.Add(progress);
        if (IsTime(ref _told, Pause))
        {
            Quietly(Write);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (string file in (string[])[_file, _beside, _stop])
        {
            Quietly(() => File.Delete(file));
        }
    }

    private bool IsTime(ref long? last, TimeSpan pause)
    {
        long now = _clock.GetTimestamp();
        if (last is { } before && _clock.GetElapsedTime(before, now) < pause)
        {
            return false;
        }

        last = now;
        return true;
    }

    private void Write()
    {
        RunProgress progress = new()
        {
            Batch = _pace.Now!,
            ImagesPerSecond = _pace.ImagesPerSecond,
            SecondsLeft = _pace.Left?.TotalSeconds,
            Written = DateTime.UtcNow,
            Machine = Environment.MachineName,
            ProcessId = Environment.ProcessId,
            ProcessStarted = _processStarted,
        };

        // Renamed, so that nobody reads half of it, but not flushed to the disk: after a crash it says nothing of worth.
        File.WriteAllText(_beside, JsonSerializer.Serialize(progress, Json.Line));
        File.Move(_beside, _file, overwrite: true);
    }

    private static void Quietly(Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Nobody watches then.
        }
    }
}
