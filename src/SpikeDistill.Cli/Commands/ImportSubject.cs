using System.Text.Json;
using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Data;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Commands;

/// <summary>What imported weights are of.</summary>
/// <param name="Network">The network.</param>
/// <param name="Neuron">Its neurons; unused by an ANN.</param>
/// <param name="DataSet">The data set it was trained on.</param>
/// <param name="TrainedOn">What is known of its images; null for a data set that is not here.</param>
internal sealed record ImportSubject(NetworkSettings Network, Neuron Neuron, string DataSet, TrainedOn? TrainedOn)
{
    /// <summary>Of a data set that is here, with constants of one's own or its own ones.</summary>
    private ImportSubject(NetworkSettings network, Neuron neuron, string set, DataSetInfo? info, PixelNormalization? constants)
        : this(network, neuron, set, Images(set, info, constants))
    {
        int channels = TrainedOn?.Normalization.Mean.Count ?? network.InputChannels;
        if (TrainedOn is { Image: { } image } && image.Channels != network.InputChannels)
        {
            throw new InputException(
                $"The network takes images of {Channels(network.InputChannels)}, but those of {set} have {Channels(image.Channels)}; "
                    + "name another data set, or another network.");
        }

        if (channels != network.InputChannels)
        {
            throw new InputException(
                $"{NormalizationOptions.Names} give {channels} values each, but images of {set} have {Channels(network.InputChannels)}; "
                    + "give one value for each.");
        }
    }

    /// <summary>What a file of SpikeDistill says of itself; null for any other file, whose faults are told when it is read.</summary>
    public static CheckpointInfo? OwnOf(string path, Catalog catalog)
    {
        try
        {
            using SafeTensorsFile file = SafeTensorsFile.Open(path);
            return InputException.Guard(() => Checkpoint.Describe(file, path, catalog));
        }
        catch (Exception failure) when (failure is SafeTensorsException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The subject of a file that says itself what it is; what was said besides must agree.</summary>
    /// <param name="path">The file.</param>
    /// <param name="own">What it says.</param>
    /// <param name="disagreeing">The options that describe another network.</param>
    /// <param name="recipe">The recipe that was named; null without one.</param>
    /// <param name="set">The data set that was named; null without one.</param>
    /// <param name="constants">The constants that were given; null without any.</param>
    /// <param name="catalog">What can be named.</param>
    public static ImportSubject OfOwn(
        string path, CheckpointInfo own, IEnumerable<string> disagreeing, ExperimentSettings? recipe, string? set, PixelNormalization? constants,
        Catalog catalog)
    {
        List<string> wrong = [.. disagreeing];
        if (set is not null && own.DataSet is not null && set != own.DataSet)
        {
            wrong.Add($"--set-name (it was trained on {own.DataSet})");
        }

        if (recipe is not null && (!SameNetwork(recipe.Network, own.Network) || (own.DataSet is not null && recipe.Data.Set != own.DataSet)))
        {
            wrong.Add("--recipe (it is of another network or data set)");
        }

        if (constants is not null && own.TrainedOn is { } known && !known.Normalization.Equals(constants))
        {
            wrong.Add($"{NormalizationOptions.Names} (it has {known.Normalization})");
        }

        if (wrong.Count > 0)
        {
            throw new InputException(
                $"{path}: was written by SpikeDistill and says itself what it is ({own.Network.Family.Words()}); "
                    + $"leave out {string.Join(", ", wrong)}.");
        }

        string name = own.DataSet ?? set ?? recipe?.Data.Set
            ?? throw new InputException($"{path}: does not say which data set it was trained on; name it with --set-name.");
        return own.TrainedOn is null
            ? new ImportSubject(own.Network, own.Neuron, name, KnownSet.InfoOf(name, catalog), constants)
            : new ImportSubject(own.Network, own.Neuron, name, own.TrainedOn);
    }

    public static ImportSubject OfRecipe(ExperimentSettings recipe, IReadOnlyList<string> given, PixelNormalization? constants) => given.Count > 0
        ? throw new InputException($"--recipe says already which network it is; leave out {string.Join(", ", given)}.")
        : new ImportSubject(recipe.Network, recipe.Neuron, recipe.Data.Set, recipe.Data.Source.Describe(), constants);

    public static ImportSubject OfOptions(
        NetworkSettings? network, bool classesGiven, string? set, PixelNormalization? constants, Catalog catalog)
    {
        if (network is null)
        {
            throw new InputException(
                "Say which network the weights are of: --network (such as --network resnet18) or --description, with --set-name, or --recipe.");
        }

        if (set is null)
        {
            throw new InputException(
                "Name the data set the network was trained on with --set-name: "
                    + $"{string.Join(", ", catalog.DataSets.Names)}. Its constants normalize the images.");
        }

        // A teacher of other classes than the set's is taken over too, when its classes are said: the set gives the constants.
        DataSetInfo? info = KnownSet.InfoOf(set, catalog);
        if (network.Description is null)
        {
            if (info is null && !classesGiven)
            {
                throw new InputException($"How many classes {set} has depends on where it lies; say how many the network knows with --classes.");
            }

            network = network with
            {
                Classes = classesGiven ? network.Classes : info!.Classes,
                InputChannels = info?.Shape.Channels ?? network.InputChannels,
            };
        }
        else if (info is not null)
        {
            RequireClasses(network, set, info);
        }

        return new ImportSubject(network, new Lif(), set, info, constants);
    }

    /// <summary>The subject of a graph that says which network it is.</summary>
    /// <param name="made">The network.</param>
    /// <param name="set">The data set it was trained on.</param>
    /// <param name="constants">The constants that were given; null for those of the set.</param>
    /// <param name="catalog">What can be named.</param>
    public static ImportSubject OfGraph(Network made, string set, PixelNormalization? constants, Catalog catalog)
    {
        DataSetInfo? info = KnownSet.InfoOf(set, catalog);
        if (info is not null)
        {
            RequireClasses(made.Settings, set, info);
            RequireTime(made.Settings, set, info.Shape);
        }

        return new ImportSubject(made.Settings, made.Neuron, set, info, constants);
    }

    /// <summary>Refuses a network that knows other classes than a data set has, and says so itself.</summary>
    private static void RequireClasses(NetworkSettings network, string set, DataSetInfo info)
    {
        if (network.Classes != info.Classes)
        {
            throw new InputException(
                $"The network knows {network.Classes} classes, but {set} has {info.Classes}. Name the data set it was trained on with --set-name.");
        }
    }

    /// <summary>Refuses still images for a network that takes frames, and the other way round.</summary>
    private static void RequireTime(NetworkSettings network, string set, ImageShape images)
    {
        if (network.Frames != images.OverTime)
        {
            throw new InputException(
                network.Frames
                    ? $"--frames gives the network a frame for every step, but the images of {set} are still; leave it out, or name another data set."
                    : $"The images of {set} are frames; give --frames, or name another data set.");
        }
    }

    private static TrainedOn? Images(string set, DataSetInfo? info, PixelNormalization? constants)
        => info is not null ? new TrainedOn(set, info.Shape, constants ?? info.Normalization, [])
            : constants is not null ? new TrainedOn(set, null, constants, [])
            : null;

    private static string Channels(int count) => count == 1 ? "1 channel" : $"{count} channels";

    private static bool SameNetwork(NetworkSettings one, NetworkSettings other)
        => JsonSerializer.Serialize(one, Json.Line) == JsonSerializer.Serialize(other, Json.Line);
}
