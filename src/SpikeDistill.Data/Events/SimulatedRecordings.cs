using System.Globalization;
using SpikeDistill.Interop.Events;

namespace SpikeDistill.Data;

/// <summary>Recordings made from still images by a simulated camera, as files in the form of a published set.</summary>
/// <param name="Camera">The camera.</param>
/// <param name="Extension">What the files end with: <c>.aedat</c> or <c>.bin</c>.</param>
public sealed record SimulatedRecordings(EventSimulator Camera, string Extension)
{
    /// <summary>AEDAT 2.0 of a DVS128, as CIFAR10-DVS is.</summary>
    public static SimulatedRecordings Cifar10Dvs { get; } = new(EventSimulator.Cifar10Dvs, ".aedat");

    /// <summary>The .bin files of N-MNIST.</summary>
    public static SimulatedRecordings NMnist { get; } = new(EventSimulator.NMnist, ".bin");

    /// <summary>
    /// Records every image into a folder of its class, <c>class/class_00000.aedat</c> and so on. A recording that is there already is left, so a
    /// call that was stopped goes on. All processors take part; what is written does not depend on how many there are.
    /// </summary>
    /// <param name="images">The images.</param>
    /// <param name="folder">The folder of the class folders; made where it is not there.</param>
    /// <param name="seed">The seed of the camera's thresholds and of where its pixels stand at the beginning.</param>
    /// <param name="done">Is told how many recordings are there, from any thread; null for nobody.</param>
    /// <param name="token">Stops between recordings.</param>
    /// <exception cref="DataSetException">An image cannot be read.</exception>
    /// <exception cref="IOException">A recording cannot be written.</exception>
    public void Write(IImageDataSet images, string folder, long seed, Action<int>? done = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        string[] folders = [.. images.ClassNames.Select(name => Directory.CreateDirectory(Path.Combine(folder, FolderOf(name))).FullName)];
        int[] numbers = new int[images.Count], next = new int[images.Classes];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = next[images.Label(i)]++;
        int there = 0;
        Parallel.For(0, images.Count, new ParallelOptions { CancellationToken = token, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            string of = folders[images.Label(i)];
            string file = Path.Combine(of, string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(of)}_{numbers[i]:D5}{Extension}"));
            if (!File.Exists(file)) Record(images, i, file, seed);
            done?.Invoke(Interlocked.Increment(ref there));
        });
    }

    private static string FolderOf(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-' ? letter : '_'));

    private void Record(IImageDataSet images, int index, string file, long seed)
    {
        byte[] pixels = new byte[images.Shape.Size];
        images.CopyPixels(index, pixels);
        Event[] events = Camera.Record(pixels, images.Shape, seed, index);

        // A file without events looks like one that was cut. Of an image without contrast a camera of this kind gives what its noise is.
        if (events.Length == 0) events = [new Event(0, (ushort)(Camera.Width / 2), (ushort)(Camera.Height / 2), true)];
        if (Extension == ".bin") EventFiles.WriteBin(file, events);
        else EventFiles.WriteAedat2(file, events);
    }
}
