using System.Diagnostics;
using System.Text.RegularExpressions;
using SpikeDistill.Data;
using SpikeDistill.Interop.Npy;
using SpikeDistill.Predictions;

namespace SpikeDistill.Tests.Predictions;

/// <summary>Advice on arrays of images is followed, and what comes out is read.</summary>
public sealed partial class ImageAdviceTests : IDisposable
{
    private static readonly ImageShape Shape = new(32, 32, 3);

    private readonly string _folder = Directory.CreateTempSubdirectory("spikedistill-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("array[None]", 32, 32, 3)]
    [InlineData("array[None]", 3, 32, 32)]
    [InlineData("array.reshape(-1, 3, 32, 32)", 8, 3072)]
    [InlineData("array.reshape(-1, 3, 32, 32)", 3072)]
    [InlineData("array.transpose(3, 0, 1, 2)", 32, 32, 3, 8)]
    [InlineData("array.transpose(3, 1, 2, 0)", 3, 32, 32, 8)]
    [InlineData("array.transpose(0, 1, 3, 2)", 8, 32, 3, 32)]
    [InlineData("PIL.Image.fromarray(image)", 8, 28, 28)]
    [InlineData("PIL.Image.fromarray(image)", 8, 64, 64, 3)]
    [InlineData("PIL.Image.fromarray(image)", 8, 32, 32, 4)]
    [InlineData("PIL.Image.fromarray(image[..., 0])", 8, 28, 28, 1)]
    [InlineData("PIL.Image.fromarray(image[0])", 8, 1, 28, 28)]
    [InlineData("PIL.Image.fromarray(image.transpose(1, 2, 0))", 8, 3, 64, 64)]
    [InlineData("PIL.Image.fromarray(image)", 28, 28)]
    public void What_is_advised_gives_images_that_are_read(string advice, params int[] shape)
    {
        string path = Path.Combine(_folder, "images.npy");
        NpyWriter.Save(path, shape, new byte[shape.Aggregate(1, (product, extent) => product * extent)]);

        string message = Assert.ThrowsAny<RunException>(() => ImageArray.Open(path, Shape)).Message;

        Assert.Contains(advice, message, StringComparison.Ordinal);
        Follow(path, Expression().Match(message).Value);
        using ImageArray images = ImageArray.Open(path, Shape);
        Assert.Equal(shape.Contains(8) ? 8 : 1, images.Count);
    }

    [Theory]
    [InlineData(NpyType.F64, "array.astype(numpy.float32)")]
    [InlineData(NpyType.Bool, "array.astype(numpy.uint8) * 255")]
    [InlineData(NpyType.I64, "array.astype(numpy.uint8), where it goes from 0 to 255")]
    public void Types_are_told_how_to_become_one_that_is_read(NpyType type, string advice)
        => Assert.Contains(advice, ImageAdvice.ForType(type), StringComparison.Ordinal);

    /// <summary>Does in Python what is advised, where NumPy (and Pillow, if it is asked for) is there.</summary>
    private static void Follow(string path, string expression)
    {
        string pillow = expression.Contains("PIL", StringComparison.Ordinal) ? "import PIL.Image\n" : "";
        string program = $"import numpy\n{pillow}array = numpy.load('{path}')\nnumpy.save('{path}', {expression})\n";
        foreach (string python in (string[])["python3", "/usr/bin/python3"])
        {
            try
            {
                using Process process = Process.Start(
                    new ProcessStartInfo(python, ["-c", program]) { UseShellExecute = false, RedirectStandardError = true })!;
                string errors = process.StandardError.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode == 0)
                {
                    return;
                }

                Assert.Contains("ModuleNotFoundError", errors, StringComparison.Ordinal);
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // Not even Python is there.
            }
        }

        Assert.Skip("NumPy or Pillow is not there to follow the advice with.");
    }

    [GeneratedRegex(@"numpy\.stack\(.*\)(?=\.$)|array(\[None\]|\.(reshape|transpose)\([^)]*\))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Expression();
}
