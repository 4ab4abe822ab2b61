using System.Text.Json;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Reports.Reading;

/// <summary>What a run was trained on, which is kept beside the measures also where nothing else of the run is.</summary>
internal static class EnvironmentFile
{
    /// <summary>Bytes of the largest one that is read.</summary>
    private const long Largest = 1 << 20;

    /// <summary>Reads it; null where it is missing or cannot be read, as nothing but a line of the report depends on it.</summary>
    public static RunEnvironment? Read(string folder)
    {
        FileInfo file = new(Path.Combine(folder, RunFolder.EnvironmentName));
        if (file is not { Exists: true, Length: > 0 and <= Largest })
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<RunEnvironment>(File.ReadAllText(file.FullName), Json.Line);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
