using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SpikeDistill.Catalogs;
using SpikeDistill.Data;
using SpikeDistill.Interop;
using SpikeDistill.Recipes;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>
/// All that a run's weights and measures follow from: its recipe and seed, the weights of its teacher, the files of its images, the program and
/// the SIMD level. Its name and the place of its teacher are none of it.
/// </summary>
internal sealed record RunKey
{
    private const int NameLength = 32;

    private RunKey(string text) => Name = Sum(Encoding.UTF8.GetBytes(text))[..NameLength];

    /// <summary>A sum of it all, which files can be called.</summary>
    public string Name { get; }

    /// <summary>The key of a run whose teacher is trained; null for one that starts from weights of a file or has a teacher of another program.</summary>
    /// <param name="settings">The run.</param>
    /// <param name="catalog">What its recipe names.</param>
    /// <param name="dataDirectory">The folder with data sets; null for the usual places.</param>
    /// <exception cref="RunException">The teacher's weights cannot be read.</exception>
    public static RunKey? Of(ExperimentSettings settings, Catalog catalog, string? dataDirectory)
        => settings.Init is not (null or InitialWeights.OfTeacher) || (settings.Teacher is not null && settings.Teacher.Checkpoint is null) ? null
            : Of(settings, catalog, settings.Teacher?.Checkpoint is { } place ? SumOf(Checkpoint.FindWeights(place)) : "",
                ImagesOf(settings.Data.Source, dataDirectory));

    /// <summary>The key of a run that is planned: equal keys will be equal when the teachers are trained.</summary>
    /// <param name="settings">The run.</param>
    /// <param name="teacher">The teacher it is going to have.</param>
    /// <param name="catalog">What recipes name.</param>
    public static RunKey OfPlanned(ExperimentSettings settings, PlannedTeacher? teacher, Catalog catalog)
        => Of(
            settings,
            catalog,
            teacher is null ? "" : teacher.Settings is { } trained ? OfPlanned(trained, teacher.Teacher, catalog).Name : teacher.Place,
            settings.Init ?? "");

    private static RunKey Of(ExperimentSettings settings, Catalog catalog, string teacher, string images)
        => new(
            JsonSerializer.Serialize(
                new
                {
                    Recipe = Recipe.Write(settings with { Name = "run", Teacher = null }, catalog),
                    Teacher = teacher,
                    Images = images,
                    Program = ProgramIdentity.Text,
                    Simd = Simd.Current.ToString(),
                },
                Json.Line));

    /// <summary>A sum of names, sizes and times of the files that a data set lies in, wherever that is; empty where there are none.</summary>
    private static string ImagesOf(DataSource source, string? dataDirectory)
    {
        try
        {
            if (source.Status(dataDirectory).Folder is not { } folder || !Directory.Exists(folder))
            {
                return "";
            }

            IEnumerable<string> files = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
                .Select(file => $"{Path.GetRelativePath(folder, file.FullName)} {file.Length} {file.LastWriteTimeUtc.Ticks}")
                .Order(StringComparer.Ordinal);
            return Sum(Encoding.UTF8.GetBytes(string.Join('\n', files)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or DataSetException)
        {
            throw new RunException($"the files of {source.Name} cannot be looked at: {failure.Message}", failure);
        }
    }

    private static string SumOf(string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{file}: cannot be read: {failure.Sentence()}", failure);
        }
    }

    private static string Sum(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
