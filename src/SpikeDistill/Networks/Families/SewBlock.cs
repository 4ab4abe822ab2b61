using SpikeDistill.Networks.Graphs;

namespace SpikeDistill.Networks.Families;

/// <summary>A SEW block: a branch that ends in neurons, joined with the identity, or with a projection that fires.</summary>
internal static class SewBlock
{
    /// <param name="net">The network.</param>
    /// <param name="nodes">Its parts.</param>
    /// <param name="block">The block.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="join">How branch and identity are joined.</param>
    /// <param name="identityStart">Whether it passes on what it gets before training.</param>
    /// <param name="endsStage">Whether what it gives is a stage's feature map.</param>
    public static string AddTo(NetworkBuilder net, ResidualNodes nodes, ResidualBlock block, string input, JoinKind join, bool identityStart, bool endsStage)
    {
        string branch = nodes.Branch(block, input, identityStart ? ResidualNodes.Silent(join.IdentityShift()) : ResidualNodes.Plain);
        branch = nodes.Fire(block.LastName, branch, block.LastStored);
        string identity = nodes.Shortcut(block, input, summands: 1);
        if (block.Projects)
        {
            identity = nodes.Fire(block.Name + ".downsample", identity, block.Name + ".downsample.2");
        }

        return net.Add(join.Node(block.Name + ".join", branch, identity) with { Feature = endsStage });
    }
}
