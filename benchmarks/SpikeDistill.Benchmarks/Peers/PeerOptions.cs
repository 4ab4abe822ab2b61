using System.Globalization;
using SpikeDistill.Benchmarks.Steps;

namespace SpikeDistill.Benchmarks.Peers;

internal sealed record PeerOptions
{
    public static string Usage { get; } =
        $"against-pytorch [--network {SubjectNetwork.Names}] [--width N] [--timesteps N] [--batch N] [--threads N] [--firing-rate R] "
            + "[--train-steps N] [--seconds S] [--rounds N] [--python PROGRAM] [--neurons torch|spikingjelly] [--save] [--json]";

    private static readonly string[] Common = ["--width", "--timesteps", "--batch", "--threads"];

    /// <summary>The network.</summary>
    public SubjectNetwork Network { get; private set; } = SubjectNetwork.Usual;

    /// <summary>Arguments that the benchmark and the script share.</summary>
    public List<string> Shared { get; } = [];

    /// <summary>Arguments that only one of them takes.</summary>
    public List<string> Own { get; } = [];

    public List<string> Theirs { get; } = [];

    /// <summary>How often the two take turns.</summary>
    public int Rounds { get; private set; } = 2;

    /// <summary>Seconds a turn measures.</summary>
    public double Seconds { get; private set; } = 8;

    /// <summary>The Python to run; null for the first on the path that has PyTorch.</summary>
    public string? Python { get; private set; }

    public bool Save { get; private set; }

    public bool Json { get; private set; }

    public static PeerOptions Parse(string[] arguments)
    {
        PeerOptions options = new();
        OptionReader reader = new(arguments, Usage);
        while (reader.Next())
        {
            string option = reader.Option;
            if (Common.Contains(option)) options.Shared.AddRange([option, reader.Count().ToString(CultureInfo.InvariantCulture)]);
            else if (option is "--network") options.Network = SubjectNetwork.Of(reader.Text());
            else if (option is "--firing-rate" or "--train-steps") options.Own.AddRange([option, reader.Text()]);
            else if (option is "--neurons") options.Theirs.AddRange([option, reader.Text()]);
            else if (option is "--seconds") options.Seconds = reader.Number(0, 3600);
            else if (option is "--rounds") options.Rounds = reader.Count();
            else if (option is "--python") options.Python = reader.Text();
            else if (option is "--save") options.Save = true;
            else if (option is "--json") options.Json = true;
            else throw reader.Unknown();
        }

        options.Shared.AddRange(["--network", options.Network.Name]);
        if (!options.Shared.Contains("--batch"))
        {
            options.Shared.AddRange(["--batch", options.Network.Batch.ToString(CultureInfo.InvariantCulture)]);
        }

        return options;
    }
}
