using System.Security.Cryptography;
using System.Text;
using SpikeDistill.Data;
using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Training;

/// <summary>
/// The images of a run: what is trained on and what is evaluated on. Subsets and held-out images are the same for every seed, so
/// that runs can be compared.
/// </summary>
public sealed class ExperimentData
{
    private const long SplitSeed = 0;

    private readonly IImageDataSet _training;
    private readonly IImageDataSet _evaluation;
    private readonly ImageView _trainingView;
    private readonly ImageView _plainView;

    private ExperimentData(IImageDataSet training, IImageDataSet evaluation, string evaluationSplit, ImageView trainingView, ImageView plainView)
    {
        _training = training;
        _evaluation = evaluation;
        _trainingView = trainingView;
        _plainView = plainView;
        EvaluationSplit = evaluationSplit;
    }

    /// <summary>Number of classes.</summary>
    public int Classes => _training.Classes;

    /// <summary>Size of the images.</summary>
    public ImageShape Shape => _training.Shape;

    /// <summary>Images trained on.</summary>
    public int TrainingImages => _training.Count;

    /// <summary>Images evaluated on.</summary>
    public int EvaluationImages => _evaluation.Count;

    /// <summary>Images of the data set that could not be read so far.</summary>
    internal IReadOnlyList<SkippedImage> Skipped
        => [.. _training.Skipped.Concat(_evaluation.Skipped).DistinctBy(image => image.Name, StringComparer.Ordinal)];

    /// <summary>
    /// Tells training views apart: the SHA-256 of all training images in their order, or of what decides them, the normalization and the
    /// augmentations.
    /// </summary>
    internal string TrainingViews
    {
        get
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            if (_training.Fingerprint is { } fingerprint)
            {
                hash.AppendData(Encoding.UTF8.GetBytes(fingerprint));
            }
            else
            {
                byte[] pixels = new byte[_training.Shape.Size];
                for (int i = 0; i < _training.Count; i++)
                {
                    _training.CopyPixels(i, pixels);
                    hash.AppendData(pixels);
                }
            }

            hash.AppendData(Encoding.UTF8.GetBytes(View));
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    /// <summary>What becomes of a training image, in words.</summary>
    private string View { get; init; } = "";

    /// <summary>How the images of a training batch are mixed.</summary>
    private Mixing? Mixing { get; init; }

    /// <summary>The data set that the images are of.</summary>
    public required ImageData Source { get; init; }

    /// <summary>The memory that the data set takes once the images that are used have been read, bytes.</summary>
    internal long PixelBytes { get; private init; }

    /// <summary>What is evaluated on: <c>test</c>, or <c>held-out</c> where training images are held out for choosing.</summary>
    public string EvaluationSplit { get; }

    /// <summary>Opens a data set and takes the images a run asks for.</summary>
    /// <param name="settings">What is asked for.</param>
    /// <param name="directory">The folder with data sets; null for the usual places.</param>
    /// <exception cref="ArgumentException">Impossible options, or images of one's own, which have to be handed over.</exception>
    /// <exception cref="DataSetException">Files are missing or damaged.</exception>
    /// <exception cref="RunException">More images are asked for than there are, or an augmentation that cannot change them.</exception>
    public static ExperimentData Open(DataSettings settings, string? directory)
        => Of(settings.Source.Open(directory), settings);

    /// <summary>Takes the images a run asks for of a data set.</summary>
    /// <param name="data">The data set; the settings' name of one is not looked at.</param>
    /// <param name="settings">What is asked for.</param>
    /// <exception cref="RunException">More images are asked for than there are, or an augmentation that cannot change them.</exception>
    /// <exception cref="OwnImagesException">A data set of one's own failed.</exception>
    public static ExperimentData Of(ImageData data, DataSettings settings)
    {
        ArgumentNullException.ThrowIfNull(data);
        foreach (IImageTransform transform in settings.Augmentation)
        {
            RunException.Guard(() => transform.Check(data.Shape));
        }

        IImageDataSet training = GuardedImages.Of(data.Train), evaluation = GuardedImages.Of(data.Test);
        if (settings.HeldOut > 0)
        {
            CheckEnough(settings.HeldOut, training.Count - 1, "data.held_out", training.Name);
            HeldOut split = HeldOut.Split(training, settings.HeldOut, SplitSeed);
            (training, evaluation) = (split.Train, split.Choosing);
        }

        if (settings.TrainImages > 0)
        {
            CheckEnough(settings.TrainImages, training.Count, "data.train_images", training.Name);
            training = Subset.Stratified(training, settings.TrainImages, SplitSeed);
        }

        if (settings.TestImages > 0 && settings.HeldOut == 0)
        {
            CheckEnough(settings.TestImages, evaluation.Count, "data.test_images", evaluation.Name);
            evaluation = IsInOrderOfClasses(evaluation)
                ? Subset.Stratified(evaluation, settings.TestImages, SplitSeed)
                : Subset.First(evaluation, settings.TestImages);
        }

        return new ExperimentData(
            training,
            evaluation,
            settings.HeldOut > 0 ? "held-out" : "test",
            new ImageView(data.Normalization, settings.Augmentation),
            new ImageView(data.Normalization))
        {
            View = $"{data.Train.Shape} {string.Join("; ", settings.Augmentation.Select(Words))} "
                + $"{string.Join(' ', data.Normalization.Mean)} {string.Join(' ', data.Normalization.Deviation)} {settings.Mixing}",
            Mixing = settings.Mixing,
            Source = data,
            PixelBytes = settings.HeldOut > 0
                ? data.Train.MemoryBytes(training.Count + evaluation.Count) + data.Test.MemoryBytes(0)
                : data.Train.MemoryBytes(training.Count) + data.Test.MemoryBytes(evaluation.Count),
        };
    }

    /// <summary>Shuffled, augmented batches of the training images, all of them full unless the last may not be.</summary>
    public BatchLoader TrainingBatches(Engine engine, int size, long seed, bool dropLast = true) => TrainingBatches(engine, size, seed, dropLast, share: null);

    /// <summary>The same, of which a share is prepared; null for all.</summary>
    internal BatchLoader TrainingBatches(Engine engine, int size, long seed, bool dropLast, BatchShare? share)
    {
        if (dropLast)
        {
            CheckEnough(size, _training.Count, "training.batch_size", _training.Name);
        }

        return new BatchLoader(engine, _training, _trainingView, BatchOptions.Training(size, seed, dropLast, Mixing) with { Share = share });
    }

    /// <summary>Every evaluation image once, as it is.</summary>
    public BatchLoader EvaluationBatches(Engine engine, int size)
        => new(engine, _evaluation, _plainView, BatchOptions.Evaluation(size));

    /// <summary>
    /// So many of the evaluation images (all, where there are fewer), each class in proportion, as they are. Classes take turns, so that it is so among
    /// the first of them too.
    /// </summary>
    internal BatchLoader SomeEvaluationBatches(Engine engine, int size, int images)
    {
        int count = Math.Min(images, _evaluation.Count);

        // Fewer images than classes would be those of the first classes.
        Subset chosen = Subset.Stratified(_evaluation, Math.Clamp(Classes, count, _evaluation.Count), SplitSeed).InTurns(SplitSeed);
        return new BatchLoader(engine, Subset.First(chosen, count), _plainView, BatchOptions.Evaluation(size));
    }

    /// <summary>Every training image once, as it is.</summary>
    public BatchLoader PlainTrainingBatches(Engine engine, int size)
        => new(engine, _training, _plainView, BatchOptions.Evaluation(size));

    /// <summary>What tells a transform from any other; one's own by its code too.</summary>
    private static string Words(IImageTransform transform)
        => transform.Words() + (transform.GetType().Module is var module && module != typeof(ImageView).Module ? $" of {module.ModuleVersionId}" : "");

    /// <summary>Whether all of a class come before the next, as in folders of images: the first of them are of the first classes alone.</summary>
    private static bool IsInOrderOfClasses(IImageDataSet images)
        => Enumerable.Range(1, images.Count - 1).All(index => images.Label(index - 1) <= images.Label(index));

    private static void CheckEnough(int wanted, int there, string key, string set)
    {
        if (wanted > there)
        {
            throw new RunException($"{key} is {wanted}, but {set} has {there} images to give. Choose a smaller number.");
        }
    }
}
