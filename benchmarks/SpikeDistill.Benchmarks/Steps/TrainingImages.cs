using SpikeDistill.Data;
using SpikeDistill.Tensors;

namespace SpikeDistill.Benchmarks.Steps;

/// <summary>The images a network is trained on before it is measured: CIFAR-10 where its files are, else the synthetic set.</summary>
internal static class TrainingImages
{
    public static string SetName { get; } = DataSets.IsPresent("cifar10") ? "cifar10" : "synthetic";

    /// <summary>Batches of shuffled training images, cropped and flipped, from the given one on.</summary>
    public static IEnumerable<Batch> Batches(Engine engine, int size, int first)
    {
        ImageData data = DataSets.Open(SetName);
        BatchLoader loader = new(engine, data.Train, ImageView.Training(data.Normalization), BatchOptions.Training(size, Subject.Seed));
        while (true)
        {
            foreach (Batch batch in loader.Epoch(first / loader.BatchesPerEpoch, first % loader.BatchesPerEpoch))
            {
                first++;
                yield return batch;
            }
        }
    }
}
