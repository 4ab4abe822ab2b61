using System.Text.Json;
using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Reports.Reading;

/// <summary>The files that a comparison leaves in its folder.</summary>
internal static class ComparisonFiles
{
    public const string TableName = "table.json", PrintedName = "reference.json";

    /// <summary>Bytes of the largest one that is read.</summary>
    private const long Largest = 256L << 20;

    /// <summary>Reads a comparison.</summary>
    /// <param name="folder">Its folder.</param>
    /// <returns>The comparison; null where the folder holds none, or none with a table yet.</returns>
    /// <exception cref="RunException">A file cannot be read.</exception>
    public static ReportComparison? Read(string folder)
    {
        ReportComparison? comparison = Read<ReportComparison>(Path.Combine(folder, TableName));
        if (comparison is null || !IsWhole(comparison))
        {
            return comparison is null ? null : throw new RunException($"{folder}: its {TableName} holds null where something is to be.");
        }

        PrintedNumbers? printed = Read<PrintedNumbers>(Path.Combine(folder, PrintedName));
        return printed is null || !((IEnumerable<object?>)[.. printed.Cells, .. printed.Omitted]).Contains(null)
            ? comparison with { Printed = printed }
            : throw new RunException($"{folder}: its {PrintedName} holds null where something is to be.");
    }

    private static bool IsWhole(ReportComparison comparison)
    {
        IEnumerable<object?> parts =
            [.. comparison.Variants, .. comparison.Differences, .. comparison.Contrasts, .. comparison.Teachers, .. comparison.Guessing];
        return !parts.Contains(null) && !comparison.Variants.SelectMany(variant => variant.Measures.Values).Contains(null);
    }

    private static T? Read<T>(string path)
        where T : class
    {
        FileInfo file = new(path);
        if (!file.Exists)
        {
            return null;
        }

        if (file.Length is 0 or > Largest)
        {
            throw new RunException($"{path}: has {file.Length} bytes, which no file of this name has. Going on with the comparison writes it anew.");
        }

        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), Json.Line) ?? throw new JsonException("it is null");
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new RunException(
                $"{path}: cannot be read: {JsonFault.OfFile(failure)}. Going on with the comparison writes it anew and trains nothing again.", failure);
        }
    }
}
