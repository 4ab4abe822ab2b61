using SpikeDistill.Catalogs;
using SpikeDistill.Networks;
using SpikeDistill.Ranks;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Tests.Training;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Ranks;

/// <summary>Weights that only the first rank sees.</summary>
public sealed class SharedWeightsTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_file_that_is_too_large_for_a_message_is_refused_with_the_limit()
    {
        using (FileStream sparse = File.Create(_file))
        {
            sparse.SetLength(3L << 30);
        }

        WeightsException failure = Refused();

        Assert.Equal(WeightsReason.CannotBeRead, failure.Reason);
        Assert.Contains(_file, failure.Message, StringComparison.Ordinal);
        Assert.Contains("has 3221225472 bytes, but at most 2147483591 (2 GiB) can be sent to the other ranks", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_told_as_weights_that_cannot()
    {
        File.WriteAllText(_file, "held");
        using FileStream held = new(_file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        WeightsException failure = Refused();

        Assert.Equal(WeightsReason.CannotBeRead, failure.Reason);
        Assert.Contains($"{_file}: cannot be read: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_rank_has_the_network_that_only_the_first_sees()
    {
        using Engine engine = new(1);
        ExperimentSettings settings = TinyRun.Student();
        using Network network = new(engine, settings.Network, settings.Neuron, seed: 3);
        Checkpoint.SaveWeights(_file, network, "synthetic");

        IReadOnlyList<float[]> loaded = LocalRanks.Run(2, ranks =>
        {
            using Engine own = new(1);
            using Network one = SharedWeights.Load(ranks, ranks.Rank == 0 ? _file : _file + ".not", own, Catalog.Default);
            return Values(one);
        });

        Assert.Equal([Values(network), Values(network)], loaded);

        static float[] Values(Network one) => [.. one.Parameters.SelectMany(parameter => parameter.Value.ToArray())];
    }

    private WeightsException Refused() => Assert.Throws<WeightsException>(() => LocalRanks.Run(1, ranks =>
    {
        using Engine engine = new(1);
        SharedWeights.Load(ranks, _file, engine, Catalog.Default).Dispose();
        return 0;
    }));
}
