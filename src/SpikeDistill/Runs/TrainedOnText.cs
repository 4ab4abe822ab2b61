using System.Text.Json;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Runs;

/// <summary>What a file of weights says of the images its network was trained on: keys of its metadata.</summary>
internal static class TrainedOnText
{
    /// <summary>The name of the data set.</summary>
    public const string DataSetKey = "data_set";

    private const string NormalizationKey = "normalization";
    private const string ClassNamesKey = "class_names";
    private const string ImageKey = "image";
    private const string MiddleKey = "middle";

    /// <summary>Writes what is known.</summary>
    /// <param name="metadata">The file's metadata.</param>
    /// <param name="trained">What the network knows; null for nothing.</param>
    /// <param name="dataSet">The name of the data set where it is given; what the network knows of another one is left out.</param>
    public static void Write(IDictionary<string, string> metadata, TrainedOn? trained, string? dataSet)
    {
        if ((dataSet ?? trained?.DataSet) is { } name)
        {
            metadata[DataSetKey] = name;
        }

        if (trained is null || (dataSet is not null && dataSet != trained.DataSet))
        {
            return;
        }

        metadata[NormalizationKey] = JsonSerializer.Serialize(new Constants(trained.Normalization.Mean, trained.Normalization.Deviation), Json.Line);
        if (trained.ClassNames.Count > 0)
        {
            metadata[ClassNamesKey] = JsonSerializer.Serialize(trained.ClassNames, Json.Line);
        }

        if (trained.Image is { } image)
        {
            metadata[ImageKey] = JsonSerializer.Serialize<int[]>(
                image.OverTime
                    ? [image.Height, image.Width, image.Channels, image.Steps, image.Binary ? 1 : 0]
                    : [image.Height, image.Width, image.Channels],
                Json.Line);
        }

        if (trained.Middle != 1)
        {
            metadata[MiddleKey] = JsonSerializer.Serialize(trained.Middle, Json.Line);
        }
    }

    /// <summary>What a file says; of older ones, which name a data set alone, what is known of that. Null where nothing is.</summary>
    /// <param name="metadata">The file's metadata.</param>
    /// <param name="classes">The classes that its network knows.</param>
    /// <param name="channels">The channels of the images that its network takes.</param>
    /// <param name="path">How errors name the file.</param>
    /// <exception cref="RunException">The metadata cannot be read, or does not fit the network.</exception>
    public static TrainedOn? Read(IReadOnlyDictionary<string, string> metadata, int classes, int channels, string path)
    {
        string? name = metadata.GetValueOrDefault(DataSetKey);
        if (!metadata.ContainsKey(NormalizationKey))
        {
            return name is not null && DataSets.Names.Contains(name) && DataSets.Find(name) is { NeedsPath: false } source
                && source.Describe() is var info && info.Classes == classes && info.Shape.Channels == channels
                ? new TrainedOn(name, info.Shape, info.Normalization, [])
                : null;
        }

        Constants constants = Of<Constants>(NormalizationKey);
        string[] names = metadata.ContainsKey(ClassNamesKey) ? Of<string[]>(ClassNamesKey) : [];
        double middle = metadata.ContainsKey(MiddleKey) ? Of<double>(MiddleKey) : 1;
        int[]? image = metadata.ContainsKey(ImageKey) ? Of<int[]>(ImageKey) : null;
        Require(constants.Mean.Count == channels, NormalizationKey, $"has {constants.Mean.Count} means; its network takes images of {channels} channels");
        Require(constants.Mean.All(float.IsFinite), NormalizationKey, "holds a mean that is no number");
        Require(names.Length == 0 || names.Length == classes, ClassNamesKey, $"holds {names.Length} names; its network knows {classes} classes");
        Require(image is null or [> 0, > 0, > 0] or [> 0, > 0, > 0, > 0, 0 or 1], ImageKey, "must be [height, width, channels]");
        Require(middle is > 0 and <= 1, MiddleKey, "must be above 0 and at most 1");
        try
        {
            return new TrainedOn(
                name,
                image is [var height, var width, var depth, ..]
                    ? new ImageShape(height, width, depth) { Steps = image.ElementAtOrDefault(3), Binary = image.ElementAtOrDefault(4) == 1 }
                    : null,
                new PixelNormalization([.. constants.Mean], [.. constants.Deviation]),
                names)
            { Middle = middle };
        }
        catch (ArgumentException failure)
        {
            throw Wrong(NormalizationKey, $"cannot be: {failure.Message}", failure);
        }

        T Of<T>(string key)
        {
            try
            {
                return JsonSerializer.Deserialize<T>(metadata[key], Json.Line) ?? throw Wrong(key, "says nothing.");
            }
            catch (JsonException failure)
            {
                throw Wrong(key, $"cannot be read: {JsonFault.Of(failure)}.", failure);
            }
        }

        void Require(bool holds, string key, string otherwise)
        {
            if (!holds)
            {
                throw Wrong(key, $"{otherwise}.");
            }
        }

        WeightsException Wrong(string key, string problem, Exception? cause = null)
            => new(path, WeightsReason.Damaged, $"its metadata '{key}' {problem}", cause) { Part = key };
    }

    private sealed record Constants(IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation);
}
