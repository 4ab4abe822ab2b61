using System.Text.Json;
using SpikeDistill.Interop;
using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Analyses;

/// <summary>The analysis in a run's folder, <c>analysis.json</c>.</summary>
public static class AnalysisFile
{
    /// <summary>Its name.</summary>
    public const string Name = "analysis.json";

    /// <summary>Bytes of the largest one that is read.</summary>
    private const long Largest = 64L << 20;

    /// <summary>Writes it; what was there is replaced.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="analysis">The analysis.</param>
    /// <exception cref="RunException">It cannot be written.</exception>
    public static void Write(string folder, RunAnalysis analysis)
    {
        string path = Path.Combine(folder, Name);
        try
        {
            AtomicFile.WriteAllText(path, JsonSerializer.Serialize(analysis, Json.Line) + "\n");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{path}: cannot be written: {failure.Sentence()} Make room, or take a copy of the run that can be written to.", failure);
        }
    }

    /// <summary>Reads it.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <returns>The analysis; null where there is none.</returns>
    /// <exception cref="RunException">It cannot be read, or is not whole.</exception>
    public static RunAnalysis? Read(string folder)
    {
        FileInfo file = new(Path.Combine(folder, Name));
        if (!file.Exists)
        {
            return null;
        }

        try
        {
            if (file.Length is 0 or > Largest)
            {
                throw new JsonException($"it has {file.Length} bytes, which no analysis has.");
            }

            RunAnalysis? analysis = JsonSerializer.Deserialize<RunAnalysis>(File.ReadAllText(file.FullName), Json.Line);
            return analysis is not null && IsWhole(analysis.Network) && (analysis.Teacher is null || IsWhole(analysis.Teacher))
                && (analysis.Gradients is null || IsWhole(analysis.Gradients))
                ? analysis
                : throw new JsonException("its parts do not fit together.");
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{file.FullName}: cannot be read: {JsonFault.OfFile(failure)}. Remove it, or let an analysis write it anew.", failure);
        }
    }

    private static bool IsWhole(FeatureGradients gradients)
        => gradients.Neurons.All(neuron => neuron is not null)
            && gradients.Terms.All(term => term is not null)
            && gradients.Trace is { Input.Count: var steps } trace && trace.Without.Count == steps && trace.Added.Count == steps;

    private static bool IsWhole(NetworkAnalysis analysis)
    {
        int classes = analysis.Confusion.Count;
        IEnumerable<object?> parts =
        [
            .. analysis.ClassNames, .. analysis.Confusion, .. analysis.Reliability, .. analysis.SureErrors, .. analysis.Insights, .. analysis.Rasters,
            .. analysis.Embedding?.Points ?? [],
        ];
        return !parts.Contains(null)
            && analysis.Confusion.All(row => row.Count == classes)
            && analysis.SureErrors.All(error => error.Image.IsWhole)
            && analysis.Insights.All(
                one => one.Image.IsWhole && one.Heat?.IsWhole != false && !one.Maps.Contains(null!) && one.Maps.All(map => map.Map.IsWhole))
            && analysis.Rasters.All(raster => raster.Spikes.Count == raster.Neurons.Count && !raster.Spikes.Contains(null!))
            && (analysis.Membrane is not { } trace || trace.Input.Count == trace.Potential.Count);
    }
}
