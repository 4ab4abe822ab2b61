using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Onnx.Tests;

/// <summary>The small networks, each made once for the tests of a class, and the images they saw.</summary>
public sealed class MadeNetworks : IDisposable
{
    /// <summary>How many images there are.</summary>
    public const int Images = 12;

    private readonly Dictionary<string, Network> _made = [];
    private readonly TensorScope _scope;

    public MadeNetworks()
    {
        _scope = new TensorScope(Engine);
        Still = TestImages.Still(_scope, Images);
        Frames = TestImages.Frames(_scope, steps: SmallNetworks.Timesteps, Images);
    }

    public Engine Engine { get; } = new(1);

    /// <summary>[N, H, W, 3].</summary>
    public Tensor Still { get; }

    /// <summary>[T, N, H, W, 2].</summary>
    public Tensor Frames { get; }

    public Network this[string name]
    {
        get
        {
            if (!_made.TryGetValue(name, out Network? network))
            {
                _made.Add(name, network = SmallNetworks.Make(Engine, name, SmallNetworks.IsOnFrames(name) ? Frames : Still));
            }

            return network;
        }
    }

    public void Dispose()
    {
        foreach (Network network in _made.Values) network.Dispose();
        _scope.Dispose();
        Engine.Dispose();
    }
}
