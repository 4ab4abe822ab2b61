using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using SpikeDistill.Interop;
using SpikeDistill.Training;

namespace SpikeDistill.Runs;

/// <summary>
/// How far a run is that is being trained, as <c>progress.json</c> in its folder tells others: written about once a second, removed when the
/// run ends. A process that was killed leaves it behind, so it also says whose it is.
/// </summary>
public sealed record RunProgress
{
    /// <summary>The file's name.</summary>
    public const string Name = "progress.json";

    /// <summary>Bytes of the largest one that is read.</summary>
    private const int Largest = 1 << 16;

    /// <summary>How long a process of another machine may say nothing, and how far its clock may be ahead.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    /// <summary>What the clocks of a machine and of its processes differ by at most.</summary>
    private static readonly TimeSpan Inexact = TimeSpan.FromSeconds(5);

    /// <summary>The batch that was done last.</summary>
    public required BatchProgress Batch { get; init; }

    /// <summary>Training images a second; 0 before the second batch.</summary>
    public double ImagesPerSecond { get; init; }

    /// <summary>Seconds left, of training and evaluation; null before there is anything to tell it from.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public required DateTime Written { get; init; }

    /// <summary>The machine that trains.</summary>
    public required string Machine { get; init; }

    /// <summary>The process that trains, and when it was started, UTC.</summary>
    public required int ProcessId { get; init; }

    /// <inheritdoc cref="ProcessId"/>
    public required DateTime ProcessStarted { get; init; }

    /// <summary>Whether the process that wrote it still trains, as far as that can be known from here.</summary>
    [JsonIgnore]
    public bool IsAlive
    {
        get
        {
            if (Machine != Environment.MachineName)
            {
                return (DateTime.UtcNow - Written).Duration() < Silence;
            }

            try
            {
                using Process process = Process.GetProcessById(ProcessId);
                return (process.StartTime.ToUniversalTime() - ProcessStarted).Duration() < Inexact;
            }
            catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }

    /// <summary>Reads how far a run is.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <returns>What it tells; null where it tells nothing that can be read.</returns>
    public static RunProgress? Read(string folder)
    {
        FileInfo file = new(Path.Combine(folder, Name));
        try
        {
            return file is { Exists: true, Length: > 0 and <= Largest }
                && JsonSerializer.Deserialize<RunProgress>(File.ReadAllText(DiskFile.Require(file.FullName)), Json.Line) is { } progress
                && CanBe(progress.Batch)
                ? progress
                : null;
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether a run was asked to stop and has not yet.</summary>
    /// <param name="folder">The run's folder.</param>
    public static bool IsStopping(string folder) => File.Exists(Path.Combine(folder, RunBeacon.StopName));

    /// <summary>Whether its numbers are those of a batch of a run.</summary>
    private static bool CanBe(BatchProgress batch)
        => batch.Epoch > 0 && batch.Epoch <= batch.Epochs && batch.Batch >= 0 && batch.Batch <= batch.Batches && batch.Batches > 0
            && !batch.Terms.Contains(null!);
}
