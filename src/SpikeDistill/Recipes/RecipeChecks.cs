using SpikeDistill.Data;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Recipes;

/// <summary>What no single key can know: defaults that follow from other keys, and keys that contradict each other.</summary>
internal static class RecipeChecks
{
    /// <summary>The option of families that are made for images of one size.</summary>
    private const string SizeKey = "image_size";

    /// <summary>Fills in what follows from the rest, and refuses what does not fit together.</summary>
    public static ExperimentSettings Complete(ExperimentSettings settings, MapNode recipe, string defaultName)
    {
        settings = CompleteName(settings, recipe, defaultName);
        DataSetInfo images = Describe(settings.Data.Source, recipe);
        settings = settings with { Network = CompleteNetwork(settings, images, recipe) };
        settings = settings with { Teacher = settings.Teacher is { Checkpoint: null, Recipe: null, Onnx: null } ? null : settings.Teacher };
        At(recipe, "neuron").Guard("neuron", settings.Neuron.Check);
        CheckData(settings, images, recipe);
        CheckRows(settings, images, recipe);
        CheckTeacher(settings, recipe);
        if (TrainingRules.In(settings).FirstOrDefault() is { } contradiction)
        {
            throw At(recipe, contradiction.Key.Split('.')).Error(contradiction.Message);
        }

        return settings;
    }

    private static ExperimentSettings CompleteName(ExperimentSettings settings, MapNode recipe, string defaultName)
        => settings.Name.Length > 0
            ? settings
            : settings with { Name = Kinds.FolderName.Read(new ScalarNode(recipe.Origin, defaultName, quoted: true), "name") };

    private static DataSetInfo Describe(DataSource source, MapNode recipe)
    {
        RecipeNode at = At(recipe, "data");
        try
        {
            at.Guard("data", source.Check);
            return at.Guard("data", source.Describe);
        }
        catch (DataSetException failure)
        {
            throw at.Error(failure.Message);
        }
    }

    private static NetworkSettings CompleteNetwork(ExperimentSettings settings, DataSetInfo images, MapNode recipe)
    {
        NetworkSettings network = settings.Network;
        MapNode? given = recipe["network"] as MapNode;
        int classes = images.Classes;
        if (network.Description is not null)
        {
            if (network.Classes != classes)
            {
                throw At(recipe, "network", "description").Error(
                    $"'network.description' knows {network.Classes} classes, but {settings.Data.Set} has {classes}; change 'outputs' of its last node.");
            }
        }
        else if (given?["classes"] is null)
        {
            network = network with { Classes = classes };
        }
        else if (network.Classes != classes)
        {
            throw At(recipe, "network", "classes").Error(
                $"'network.classes' is {network.Classes}, but {settings.Data.Set} has {classes} classes; leave the key out to take the data set's.");
        }

        if (network.Description is null && given?["input_channels"] is null)
        {
            network = network with { InputChannels = images.Shape.Channels };
        }

        if (network.Description is null && given?["frames"] is null)
        {
            network = network with { Frames = images.Shape.OverTime };
        }

        if (network.IsAnn && given?["timesteps"] is null)
        {
            network = network with { Timesteps = 1 };
        }
        else if (network.IsAnn && network.Timesteps != 1)
        {
            string activation = network.Activation.ToString().ToLowerInvariant();
            throw At(recipe, "network", "timesteps").Error(
                $"'network.timesteps' must be 1 (or left out) with 'activation: {activation}', not {network.Timesteps}; an ANN runs once.");
        }

        try
        {
            if (FrameRules.Problem(network, images.Shape) is { } problem)
            {
                throw At(recipe, "network", "timesteps").Error(problem);
            }

            NetworkDescription description = network.Describe();
            if (SizeProblem(network, description.Image, images.Shape) is { } other)
            {
                throw At(recipe, "network", SizeKey).Error(other);
            }

            description.RequireFit(images.Shape.Height, images.Shape.Width, images.Shape.Channels);
        }
        catch (ArgumentException error)
        {
            throw (given?["description"] ?? given?["input_channels"] ?? given?["blocks"] ?? At(recipe, "network", "architecture")).Error(error.Message);
        }

        return network;
    }

    /// <summary>What is wrong with the size of images that a family is told to be made for; null where nothing is, or it is not told.</summary>
    private static string? SizeProblem(NetworkSettings network, ImageSize made, ImageShape images)
    {
        bool isTold = network.Description is null && network.Family.Options.Any(option => option.Name == SizeKey);
        string advice = images.Height == images.Width ? $" Say '{SizeKey}: {images.Height}'." : "";
        return isTold && made.Height is { } side && (side, made.Width) != (images.Height, images.Width)
            ? $"'network.{SizeKey}' is {side}, but the images are {images.Height}x{images.Width}.{advice}"
            : null;
    }

    private static void CheckData(ExperimentSettings settings, DataSetInfo facts, MapNode recipe)
    {
        DataSettings data = settings.Data;
        for (int i = 0; i < data.Augmentation.Count; i++)
        {
            IImageTransform transform = data.Augmentation[i];
            At(recipe, "data", "augmentation", $"{i}").Guard($"data.augmentation.{i}", () => transform.Check(facts.Shape));
        }

        if (data.HeldOut >= facts.TrainImages)
        {
            throw At(recipe, "data", "held_out").Error(
                $"'data.held_out' must be below the {facts.TrainImages} training images of {data.Set}, "
                    + $"not {data.HeldOut}; nothing would be left to train on.");
        }

        AtMost(
            "train_images",
            data.TrainImages,
            facts.TrainImages - data.HeldOut,
            data.HeldOut == 0 ? "training images" : "training images that are not held out");
        AtMost("test_images", data.TestImages, facts.TestImages, "test images");
        int images = TrainingImages(data, facts);
        if (settings.Training.DropLast && settings.Training.BatchSize > images)
        {
            RecipeNode at = (recipe["training"] as MapNode)?["batch_size"] ?? At(recipe, "data", "train_images");
            throw at.Error(
                $"'training.batch_size' is {settings.Training.BatchSize}, but there are only {images} "
                    + "images to train on; an epoch needs at least one full batch, or 'drop_last: false'.");
        }

        void AtMost(string key, int value, int most, string what)
        {
            if (value > most)
            {
                throw At(recipe, "data", key).Error($"'data.{key}' must be at most {most}, the {what} of {data.Set}, not {value}; 0 takes all.");
            }
        }
    }

    private static int TrainingImages(DataSettings data, DataSetInfo facts) => data.TrainImages == 0 ? facts.TrainImages - data.HeldOut : data.TrainImages;

    /// <summary>Normalization needs more than one value of a channel to train with.</summary>
    private static void CheckRows(ExperimentSettings settings, DataSetInfo facts, MapNode recipe)
    {
        if (TrainingRules.OfRows(settings, TrainingImages(settings.Data, facts), facts.Shape.Height, facts.Shape.Width) is { } contradiction)
        {
            throw At(recipe, contradiction.Key.Split('.')).Error(contradiction.Message);
        }
    }

    private static void CheckTeacher(ExperimentSettings settings, MapNode recipe)
    {
        bool checkpoint = settings.Teacher?.Checkpoint is not null, otherRecipe = settings.Teacher?.Recipe is not null;
        bool onnx = settings.Teacher?.Onnx is not null;
        if (checkpoint && otherRecipe)
        {
            throw At(recipe, "teacher").Error("'teacher' has both a 'checkpoint' and a 'recipe'; give one of them.");
        }

        if (onnx && (checkpoint || otherRecipe))
        {
            string other = checkpoint ? "checkpoint" : "recipe";
            throw At(recipe, "teacher").Error($"'teacher' has both a '{other}' and keys of a model of ONNX; give one of them.");
        }

        if (settings.Teacher?.Onnx is { Path: "" })
        {
            throw At(recipe, "teacher").Error("'teacher' has keys of a model of ONNX, but names none; add 'onnx: <file>'.");
        }

        if (settings.Objective.NeedsTeacher && !checkpoint && !otherRecipe && !onnx)
        {
            throw At(recipe, recipe["teacher"] is null ? "objective" : "teacher").Error(
                $"the objective '{settings.Objective.Method}' distils from a teacher, but none is given; add 'teacher:' with "
                    + "'checkpoint: <run folder or weights>', 'recipe: <recipe of the teacher>' or 'onnx: <model>'.");
        }
    }

    /// <summary>The innermost node along a path that the recipe has, to point at.</summary>
    private static RecipeNode At(MapNode recipe, params ReadOnlySpan<string> path)
    {
        RecipeNode node = recipe;
        foreach (string key in path)
        {
            RecipeNode? inner = node switch
            {
                MapNode map => map[key],
                ListNode list when int.TryParse(key, out int index) && index < list.Items.Count => list.Items[index],
                _ => null,
            };
            if (inner is null)
            {
                break;
            }

            node = inner;
        }

        return node;
    }
}
