namespace SpikeDistill.Data;

/// <summary>The logarithms of brightness that a sensor sees of a picture at any place: bilinear between its pixels, the mean of its border beyond.</summary>
internal sealed class MovingPicture
{
    private readonly float[] _bright;
    private readonly ImageShape _shape;
    private readonly EventSimulator _camera;
    private readonly float _beyond;

    public MovingPicture(ReadOnlySpan<byte> pixels, ImageShape shape, EventSimulator camera)
    {
        (_shape, _camera, _bright) = (shape, camera, new float[shape.Height * shape.Width]);
        for (int i = 0; i < _bright.Length; i++)
        {
            ReadOnlySpan<byte> pixel = pixels.Slice(i * shape.Channels, shape.Channels);

            // Rec. 601, as a DVS sees no colours.
            _bright[i] = shape.Channels == 3 ? ((0.299f * pixel[0]) + (0.587f * pixel[1]) + (0.114f * pixel[2])) / 255 : pixel[0] / 255f;
        }

        float sum = 0;
        for (int x = 0; x < shape.Width; x++) sum += At(x, 0) + At(x, shape.Height - 1);
        for (int y = 0; y < shape.Height; y++) sum += At(0, y) + At(shape.Width - 1, y);
        _beyond = sum / (2 * (shape.Width + shape.Height));
    }

    /// <summary>Writes ln(brightness + dark) of every pixel of the sensor, the picture's middle so far from the sensor's.</summary>
    public void Show((float X, float Y) place, Span<float> logarithms)
    {
        for (int row = 0; row < _camera.Height; row++)
        {
            float y = ((row + 0.5f - (_camera.Height / 2f) - place.Y) / _camera.Scale) + (_shape.Height / 2f) - 0.5f;
            for (int column = 0; column < _camera.Width; column++)
            {
                float x = ((column + 0.5f - (_camera.Width / 2f) - place.X) / _camera.Scale) + (_shape.Width / 2f) - 0.5f;
                logarithms[(row * _camera.Width) + column] = MathF.Log(Between(x, y) + _camera.Dark);
            }
        }
    }

    private float Between(float x, float y)
    {
        int left = (int)MathF.Floor(x), top = (int)MathF.Floor(y);
        float right = x - left, down = y - top;
        float upper = At(left, top) + (right * (At(left + 1, top) - At(left, top)));
        float lower = At(left, top + 1) + (right * (At(left + 1, top + 1) - At(left, top + 1)));
        return upper + (down * (lower - upper));
    }

    private float At(int x, int y) => (uint)x < (uint)_shape.Width && (uint)y < (uint)_shape.Height ? _bright[(y * _shape.Width) + x] : _beyond;
}
