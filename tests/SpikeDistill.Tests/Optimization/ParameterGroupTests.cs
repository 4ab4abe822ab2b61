using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Optimization;
using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Tests.Networks;
using static SpikeDistill.Tests.Networks.TestNetworks;

namespace SpikeDistill.Tests.Optimization;

public sealed class ParameterGroupTests
{
    [Fact]
    public void Without_groups_decay_acts_on_weights_alone_unless_asked_and_never_on_what_neurons_learn()
    {
        Assert.Equal([new(1, 0.5), new(1, 0), new(1, 0), new(1, 0), new(1, 0.5), new(1, 0)], Plans(decayAll: false));
        Assert.Equal([new(1, 0.5), new(1, 0.5), new(1, 0.5), new(1, 0), new(1, 0.5), new(1, 0.5)], Plans(decayAll: true));
    }

    [Fact]
    public void What_neurons_learn_is_a_group_by_its_role()
        => Assert.Equal(
            [new(1, 0.5), new(1, 0), new(1, 0), new(0.1, 0.25), new(1, 0.5), new(1, 0)],
            Plans(decayAll: false, new ParameterGroup { Role = ParameterRole.Neuron, LearningRateFactor = 0.1, WeightDecay = 0.25 }));

    [Fact]
    public void The_first_group_that_fits_by_role_and_prefix_counts()
        => Assert.Equal(
            [new(1, 0.5), new(1, 0.1), new(1, 0.1), new(1, 0), new(2, 0.5), new(3, 0)],
            Plans(
                decayAll: false,
                new ParameterGroup { Prefix = "fc.", Role = ParameterRole.Weight, LearningRateFactor = 2 },
                new ParameterGroup { Prefix = "fc.", LearningRateFactor = 3 },
                new ParameterGroup { Role = ParameterRole.Normalization, WeightDecay = 0.1 },
                new ParameterGroup { Prefix = "fc.b", LearningRateFactor = 4 }));

    [Fact]
    public void A_group_that_fits_nothing_is_refused()
        => Assert.Contains(
            "role Weight and prefix 'fcc' fits no parameter of the network; they are called conv1.weight",
            Assert.Throws<ArgumentException>(() => Plans(false, new ParameterGroup { Role = ParameterRole.Weight, Prefix = "fcc" })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Nesterov_needs_momentum()
    {
        using Engine engine = new(1);
        Assert.Throws<OptionException>(() => new Sgd { Momentum = 0, Nesterov = true }.Start(engine, [], new DecayAndGroups()));
    }

    [Fact]
    public void A_description_names_what_its_network_learns()
    {
        foreach (string architecture in TestNetworks.Convolutional)
        {
            using Engine engine = new(1);
            NetworkSettings settings = new() { Family = Family(architecture) with { Width = 4 }, Timesteps = 1 };
            using Network network = new(engine, settings, new Lif(), seed: 0);
            Assert.Equal(
                network.Parameters.Select(one => (one.Name, one.Role)),
                network.Description.GraphOf(network.Dynamics).Parameters.Select(one => (one.Name, one.Role)));
        }
    }

    private static ParameterPlan[] Plans(bool decayAll, params ParameterGroup[] groups)
    {
        using Engine engine = new(1);
        using TensorScope scope = new(engine);
        Parameter[] parameters =
        [
            .. new[]
            {
                ("conv1.weight", ParameterRole.Weight), ("bn1.weight", ParameterRole.Normalization), ("bn1.bias", ParameterRole.Normalization),
                ("sn1.w", ParameterRole.Neuron), ("fc.weight", ParameterRole.Weight), ("fc.bias", ParameterRole.Bias),
            }.Select(one => new Parameter(one.Item1, scope.Variable(new Shape(1)), one.Item2)),
        ];
        return ParameterPlan.For(parameters, new DecayAndGroups { WeightDecay = 0.5, DecayNormAndBias = decayAll, Groups = groups });
    }
}
