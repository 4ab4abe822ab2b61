using System.Diagnostics;
using System.Globalization;
using SkiaSharp;
using SpikeDistill.Benchmarks.Kernels;
using SpikeDistill.Data;
using SpikeDistill.Images;

namespace SpikeDistill.Benchmarks.Data;

/// <summary>
/// Photographs a second that one core makes of JPEG files: 500x375 on disk, shown at 224x224 as ImageNet is trained (random part, flip,
/// normalization) and tested (the middle), and the same files by PIL (<c>peers/photographs.py</c>).
/// </summary>
internal static class PhotographRates
{
    /// <summary>What training must get on one core.</summary>
    public const int Wanted = 400;

    private const int Pictures = 200, Width = 500, Height = 375, Quality = 90, Shown = 224, Small = 64;

    public static List<(string View, double Rate)> Measure(double seconds)
    {
        string folder = Directory.CreateTempSubdirectory("photographs-").FullName;
        try
        {
            for (int i = 0; i < Pictures; i++) Write(Path.Combine(folder, $"{i % 2}", $"{i:000}.jpg"), i);
            PictureFolder large = new() { Path = folder, Size = Shown, TestShare = 0.01 };
            (ImageData data, ImageData small) = (large.Open(), (large with { Size = Small }).Open());
            List<(string, double)> rates =
            [
                ("224: part, flip", Rate(data, seconds, new RandomResizedCrop(), new HorizontalFlip())),
                ("224: the middle", Rate(data, seconds)),
                ("64: part, flip", Rate(small, seconds, new RandomResizedCrop(), new HorizontalFlip())),
            ];
            return [.. rates, .. Pil(folder, seconds)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Rate(ImageData data, double seconds, params IImageTransform[] transforms)
    {
        ImageView view = new(data.Normalization, transforms);
        float[] image = new float[data.Train.Shape.Size];
        double best = double.MaxValue;
        long start = Stopwatch.GetTimestamp();
        for (int epoch = 0; epoch < 2 || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; epoch++)
        {
            best = Math.Min(best, Stopwatches.Time(() => Epoch(epoch), threads: 1));
        }

        return data.Train.Count / best;

        void Epoch(int epoch)
        {
            for (int i = 0; i < data.Train.Count; i++) view.Render(data.Train, i, seed: 0, epoch, image);
        }
    }

    /// <summary>The same by PIL on one core, where Python has it.</summary>
    private static List<(string View, double Rate)> Pil(string folder, double seconds)
    {
        string script = Repository.Locate("peers", "photographs.py");
        foreach (string python in (string[])["python3", "/usr/bin/python3"])
        {
            try
            {
                using Process process = Process.Start(new ProcessStartInfo(python, [script, folder, seconds.ToString(CultureInfo.InvariantCulture)])
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                })!;
                string output = process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode == 0 && double.TryParse(output, CultureInfo.InvariantCulture, out double rate)) return [("PIL: part, flip", rate)];
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // There is no such program.
            }
        }

        return [];
    }

    /// <summary>A smooth scene with sharp edges and some noise, which a JPEG of this quality takes about as many bytes for as for a photograph.</summary>
    private static void Write(string path, int seed)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Random random = new(seed);
        using SKBitmap bitmap = new(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (SKCanvas canvas = new(bitmap))
        {
            canvas.Clear(Colour(random));
            for (int shape = 0; shape < 60; shape++)
            {
                using SKPaint paint = new() { Color = Colour(random), IsAntialias = true };
                canvas.DrawCircle(random.Next(Width), random.Next(Height), random.Next(5, 90), paint);
            }
        }

        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)Math.Clamp(pixels[i] + random.Next(-12, 13), 0, 255);
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, Quality);
        using FileStream file = File.Create(path);
        data.SaveTo(file);
    }

    private static SKColor Colour(Random random) => new((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));
}
