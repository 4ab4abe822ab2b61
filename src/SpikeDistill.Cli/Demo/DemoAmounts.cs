namespace SpikeDistill.Cli.Demo;

/// <summary>How much a run of the demo trains. Chosen before it starts and written into its recipe, so that the run can be repeated.</summary>
/// <param name="Epochs">Epochs.</param>
/// <param name="TrainImages">Images of an epoch.</param>
/// <param name="TestImages">Images of the evaluation after the last epoch.</param>
internal sealed record DemoAmounts(int Epochs, int TrainImages, int TestImages)
{
    private const int FewestEpochs = 4;
    private const int MostEpochs = 40;

    /// <summary>Share of a run's time that testing may take.</summary>
    private const double TestShare = 0.12;

    /// <summary>Seconds that opening data and writing files take.</summary>
    private const double Overhead = 0.4;

    /// <summary>The training that fits into a time.</summary>
    /// <param name="seconds">The time for training and testing.</param>
    /// <param name="trainSeconds">Seconds of training an image once.</param>
    /// <param name="trainImages">Training images there are.</param>
    /// <param name="testImages">Test images there are.</param>
    /// <param name="batchSize">Images a step; there are at least two steps in an epoch.</param>
    public static DemoAmounts Choose(double seconds, double trainSeconds, int trainImages, int testImages, int batchSize)
    {
        // Testing is a forward pass alone, without the teacher: at most half of a training step.
        double testSeconds = trainSeconds / 2;
        int test = (int)Math.Clamp(seconds * TestShare / testSeconds, Math.Min(200, testImages), testImages);
        test -= test == testImages ? 0 : test % 100;
        double presentations = Math.Max(0, seconds - Overhead - (test * testSeconds)) / trainSeconds;
        if (presentations >= (double)trainImages * FewestEpochs)
        {
            // An epoch more of a few images less uses what whole epochs would leave.
            int epochs = (int)Math.Min(MostEpochs, Math.Ceiling(presentations / trainImages));
            int most = (int)Math.Min(trainImages, presentations / epochs);
            return new DemoAmounts(epochs, most == trainImages ? most : most - (most % batchSize), test);
        }

        int least = 2 * batchSize;
        int images = (int)(presentations / FewestEpochs);
        return images >= least
            ? new DemoAmounts(FewestEpochs, images - (images % batchSize), test)
            : new DemoAmounts((int)Math.Max(1, presentations / least), least, test);
    }
}
