using OwnData;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Predictions;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

using Engine engine = new();
ImageData data = new("gratings", new Gratings("train", 2_000), new Gratings("test", 400));
using (Network student = Network.Create(engine, ResNet.Describe([1, 1], width: 8, classes: 4, inputChannels: 1), new Lif { DecayInput = false }, timesteps: 2))
{
    TrainingRun run = new(student, data) { Name = "gratings", Epochs = 3, BatchSize = 50, Augmentation = [], Recorder = new RunRecorder("runs/gratings") };
    run.Train(progress => Console.WriteLine(progress));
}

// The run's weights know the constants and the names of the classes, so nothing else is needed to use them.
using Network trained = Network.Load(engine, "runs/gratings");
Gratings others = new("others", 8);
byte[] pixels = new byte[others.Count * others.Shape.Size];
for (int i = 0; i < others.Count; i++)
{
    others.CopyPixels(i, pixels.AsSpan(i * others.Shape.Size));
}

Console.WriteLine(trained.Predict(pixels, [others.Count, others.Shape.Height, others.Shape.Width, others.Shape.Channels]));

namespace OwnData
{
    /// <summary>Grey stripes in noise, drawn from their index alone: horizontal, vertical, rising or falling.</summary>
    public sealed class Gratings(string part, int count) : IImageDataSet
    {
        private const int Side = 16;
        private static readonly (int X, int Y)[] Directions = [(0, 1), (1, 0), (1, 1), (1, -1)];

        /// <inheritdoc/>
        public string Name => $"gratings {part}";

        /// <inheritdoc/>
        public int Count => count;

        /// <inheritdoc/>
        public int Classes => ClassNames.Count;

        /// <inheritdoc/>
        public IReadOnlyList<string> ClassNames { get; } = ["horizontal", "vertical", "rising", "falling"];

        /// <inheritdoc/>
        public ImageShape Shape { get; } = new(Side, Side, 1);

        /// <inheritdoc/>
        public int Label(int index) => index % Classes;

        /// <inheritdoc/>
        public void CopyPixels(int index, Span<byte> pixels)
        {
            CounterRandom random = new(seed: 0, Name, index);
            (int x, int y) = Directions[Label(index)];
            double phase = 2 * Math.PI * random.NextDouble();
            for (int i = 0; i < Shape.Size; i++)
            {
                double wave = Math.Sin(phase + (Math.PI / 3 * ((x * (i % Side)) + (y * (i / Side)))));
                pixels[i] = (byte)(128 + (60 * wave) + (60 * (random.NextDouble() - 0.5)));
            }
        }
    }
}
