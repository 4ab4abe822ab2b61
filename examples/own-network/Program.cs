using OwnNetwork;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

using Engine engine = new();
ImageData data = new("bars", new Bars(400, seed: 1), new Bars(200, seed: 2));
using Network student = Network.Create(engine, TwoBranches.Describe(data.Train.Classes), new Lif { DecayInput = false }, timesteps: 2);
new TrainingRun(student, data) { Epochs = 4, BatchSize = 20, LearningRate = 0.05, Augmentation = [] }.Train(progress => Console.WriteLine(progress));
student.Save(args.Length > 0 ? args[0] : "two-branches.safetensors");

namespace OwnNetwork
{
    /// <summary>Two branches behind a stem, one a grouped 5x5 convolution, joined and pooled, for grey images of 28x28 pixels.</summary>
    public static class TwoBranches
    {
        /// <summary>The nodes.</summary>
        public static NetworkDescription Describe(int classes)
        {
            NetworkBuilder net = new("two-branches", new ImageSize(Channels: 1, Height: 28, Width: 28));
            string x = net.Add(new ConvolutionNode("stem.conv", Node.Image, 8) { Stride = 2 });
            x = net.Add(new RepeatNode("stem.repeat", net.Add(new NormalizationNode("stem.bn", x))));
            string stem = net.Add(new ActivationNode("stem", x));
            string left = net.Add(new ConvolutionNode("left.conv", stem, 16) { Kernel = 5, Groups = 4 });
            left = net.Add(new ActivationNode("left", net.Add(new NormalizationNode("left.bn", left))));
            string right = net.Add(new ConvolutionNode("right.conv", stem, 16) { Kernel = 1 });
            right = net.Add(new NormalizationNode("right.bn", right));
            x = net.Add(new ActivationNode("joined", net.Add(new AddNode("joined.add", right, left))) { Feature = true });
            x = net.Add(new FlattenNode("flat", net.Add(new MaxPoolNode("pool", x))));
            net.Add(new LinearNode("fc", x, classes));
            return net.Build();
        }
    }

    /// <summary>Grey images of a bar that stands or lies, with noise.</summary>
    public sealed class Bars(int count, int seed) : IImageDataSet
    {
        /// <inheritdoc/>
        public string Name => "bars";

        /// <inheritdoc/>
        public int Count => count;

        /// <inheritdoc/>
        public int Classes => ClassNames.Count;

        /// <inheritdoc/>
        public IReadOnlyList<string> ClassNames { get; } = ["lying", "standing"];

        /// <inheritdoc/>
        public ImageShape Shape { get; } = new(28, 28, 1);

        /// <inheritdoc/>
        public int Label(int index) => index % 2;

        /// <inheritdoc/>
        public void CopyPixels(int index, Span<byte> pixels)
        {
            Random random = new((seed * 1_000_003) + index);
            int place = random.Next(4, 24);
            for (int i = 0; i < pixels.Length; i++)
            {
                int along = Label(index) == 1 ? i % 28 : i / 28;
                pixels[i] = (byte)((Math.Abs(along - place) < 2 ? 180 : 20) + random.Next(40));
            }
        }
    }
}
