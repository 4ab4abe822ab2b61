using System.Numerics.Tensors;

namespace SpikeDistill.Data.Tests.Synthetic;

/// <summary>What needs no features must not solve the synthetic set: pixels alone say next to nothing about the class.</summary>
public class DifficultyTests
{
    private const int Classes = 10;
    private const int Size = 3072;
    private static readonly float[][] Train = Images(SyntheticShapes.Train(new() { Train = 3000 }));
    private static readonly float[][] Test = Images(SyntheticShapes.Test(new() { Test = 500 }));

    [Fact]
    public void A_linear_classifier_stays_far_below_a_network()
    {
        float[][] weights = [.. Enumerable.Range(0, Classes).Select(_ => new float[Size])];
        float[] logits = new float[Classes];
        for (int epoch = 0; epoch < 4; epoch++)
        {
            for (int i = 0; i < Train.Length; i++)
            {
                for (int k = 0; k < Classes; k++) logits[k] = TensorPrimitives.Dot(Train[i], weights[k]);
                TensorPrimitives.SoftMax(logits, logits);
                for (int k = 0; k < Classes; k++)
                {
                    float step = 2e-4f * ((i % Classes == k ? 1f : 0f) - logits[k]);
                    TensorPrimitives.MultiplyAdd(Train[i], step, weights[k], weights[k]);
                }
            }
        }

        double Accuracy(float[][] images) => images
            .Select((image, i) => Enumerable.Range(0, Classes).MaxBy(k => TensorPrimitives.Dot(image, weights[k])) == i % Classes ? 1.0 : 0.0)
            .Average();
        Assert.True(Accuracy(Train) > 0.2, "The classifier learned nothing, so it shows nothing.");
        Assert.InRange(Accuracy(Test), 0, 0.25);
    }

    [Fact]
    public void So_does_the_nearest_neighbour()
    {
        int right = 0;
        for (int i = 0; i < 200; i++)
        {
            int nearest = Enumerable.Range(0, Train.Length).MinBy(other => TensorPrimitives.Distance(Test[i], Train[other]));
            right += nearest % Classes == i % Classes ? 1 : 0;
        }

        Assert.InRange(right / 200.0, 0, 0.25);
    }

    private static float[][] Images(SyntheticShapes set)
    {
        float[][] images = new float[set.Count][];
        ImageView view = new(SyntheticShapes.Normalization);
        for (int i = 0; i < images.Length; i++)
        {
            images[i] = new float[Size];
            view.Render(set, i, seed: 0, epoch: 0, images[i]);
        }

        return images;
    }
}
