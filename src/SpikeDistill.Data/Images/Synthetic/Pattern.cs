using System.Numerics;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>A texture with its turn, period, phase and two colours.</summary>
internal readonly struct Pattern
{
    private readonly Texture _texture;
    private readonly Rotation _turn;
    private readonly float _frequency;
    private readonly float _phaseX;
    private readonly float _phaseY;
    private readonly Vector3 _first;
    private readonly Vector3 _second;

    public Pattern(Texture texture, float period, Vector3 first, Vector3 second, ref CounterRandom random)
    {
        _texture = texture;
        _turn = Rotation.Random(ref random);
        _frequency = 1f / period;
        _phaseX = random.NextSingle();
        _phaseY = random.NextSingle();
        _first = first;
        _second = second;
    }

    /// <summary>The colour at a point given in pixels.</summary>
    public Vector3 At(float x, float y)
    {
        (float u, float v) = _turn.Apply(x, y);
        float mix = Textures.Mix(_texture, (u * _frequency) + _phaseX, (v * _frequency) + _phaseY);
        return _first + ((_second - _first) * mix);
    }
}
