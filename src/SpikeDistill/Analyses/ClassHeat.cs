using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Statistics;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Analyses;

/// <summary>
/// Where the last map of one image speaks for the class that it is given (Grad-CAM, Selvaraju et al., ICCV 2017): the map's channels, averaged over
/// the steps, are weighted with the mean gradient of the class's mean logit, summed, and cut at 0.
/// </summary>
internal sealed class ClassHeat
{
    private readonly double[] _heat;
    private readonly double[] _means;
    private readonly int _height;
    private readonly int _width;
    private readonly int _channels;

    private ClassHeat(int given, int height, int width, int channels)
    {
        (Given, _height, _width, _channels) = (given, height, width, channels);
        (_heat, _means) = (new double[height * width], new double[height * width * channels]);
    }

    /// <summary>The class that the image is given.</summary>
    public int Given { get; }

    /// <summary>Runs an image and goes back to the last map.</summary>
    /// <param name="network">The network.</param>
    /// <param name="tape">A tape that records.</param>
    /// <param name="image">[1, H, W, C], as the network sees it.</param>
    /// <param name="asked">The class that it is asked for; null for the one that the image is given.</param>
    public static ClassHeat Of(Network network, Tape tape, Tensor image, int? asked = null)
    {
        Tensor? map = null;
        NetworkOutput output = network.Forward(
            tape, image, new ForwardOptions { KeepStageFeatures = true, InsteadOfLastFeature = (scope, value) => map = scope.Leaf(value) });
        int steps = output.Logits.Shape[0], given = Logits.Largest(tape.MeanOverTime(output.Logits).Values);
        if (map is null || output.StageFeatures.Count == 0)
        {
            return new ClassHeat(given, 0, 0, 0);
        }

        Tensor seed = tape.Allocate(output.Logits.Shape);
        seed.Values.Clear();
        for (int t = 0; t < steps; t++)
        {
            seed.Values[(t * output.Logits.Shape[2]) + (asked ?? given)] = 1f / steps;
        }

        Shape shape = output.StageFeatures[^1].Shape;
        float[] values = tape.Widen(output.StageFeatures[^1]).ToArray(), gradient = tape.Backward((output.Logits, seed))[map].ToArray();
        ClassHeat heat = new(given, shape[2], shape[3], shape[4]);
        heat.Add(values, gradient);
        return heat;
    }

    /// <summary>The heat as a picture, its largest value white; null without a map.</summary>
    public Picture? Picture()
    {
        if (_heat.Length == 0)
        {
            return null;
        }

        double largest = _heat.Max();
        return Analyses.Picture.Of(_height, _width, 1, (row, column, _) => largest > 0 ? _heat[(row * _width) + column] / largest : 0);
    }

    /// <summary>How far it is high where another network's is, from -1 to 1; null where one has no map, or the same value everywhere.</summary>
    public double? AgreementWith(ClassHeat other)
        => _heat.Length == 0 || other._heat.Length == 0 ? null : MapAgreement.Of(_heat, _width, other._heat, other._width);

    /// <summary>The channels whose largest value is the largest, the largest first.</summary>
    public IReadOnlyList<ChannelMap> Largest(int count)
        => [.. Enumerable.Range(0, _channels)
            .Select(channel => (Channel: channel, Largest: Enumerable.Range(0, _heat.Length).Max(pixel => _means[(pixel * _channels) + channel])))
            .OrderByDescending(one => one.Largest)
            .Take(count)
            .Select(one => new ChannelMap(one.Channel, one.Largest, Analyses.Picture.Of(
                _height,
                _width,
                1,
                (row, column, _) => one.Largest > 0 ? _means[(((row * _width) + column) * _channels) + one.Channel] / one.Largest : 0)))];

    private void Add(float[] values, float[] gradient)
    {
        double[] weights = new double[_channels];
        int steps = values.Length / _means.Length;
        for (int i = 0; i < values.Length; i++)
        {
            weights[i % _channels] += gradient[i] / (double)_heat.Length;
            _means[i % _means.Length] += values[i] / (double)steps;
        }

        for (int i = 0; i < _means.Length; i++)
        {
            _heat[i / _channels] += weights[i % _channels] * _means[i];
        }

        for (int pixel = 0; pixel < _heat.Length; pixel++)
        {
            _heat[pixel] = Math.Max(0, _heat[pixel]);
        }
    }
}
