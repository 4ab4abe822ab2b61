using System.Globalization;

namespace Edge;

/// <summary>Raw frames of a stream, such as <c>ffmpeg -i /dev/video0 -vf scale=32:32 -pix_fmt rgb24 -f rawvideo -</c> writes.</summary>
internal sealed class FrameStream(Stream stream) : IImageSource
{
    private int _count;

    public string? Next(byte[] image)
    {
        int read = stream.ReadAtLeast(image, image.Length, throwOnEndOfStream: false);
        return read == image.Length ? (_count++).ToString(CultureInfo.InvariantCulture)
            : read == 0 ? null
            : throw new IOException($"The stream ends within a frame: {read} of {image.Length} bytes.");
    }

    public void Dispose() => stream.Dispose();
}
