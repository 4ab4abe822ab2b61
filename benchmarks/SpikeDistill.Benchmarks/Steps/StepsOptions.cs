namespace SpikeDistill.Benchmarks.Steps;

internal sealed record StepsOptions
{
    public static string Usage { get; } =
        $"steps [--network {SubjectNetwork.Names}] [--width N] [--timesteps N] [--batch N] [--threads N] [--firing-rate R] "
            + $"[--as {string.Join('|', NetworkForm.Names)}] [--train-steps N] [--seconds S] "
            + "[--layers] [--sweep | --verify-threads | --teacher | --variants | --memory-only] [--save] [--json]";

    public SubjectNetwork Network { get; init; } = SubjectNetwork.Usual;

    public int Width { get; init; } = 64;

    public int Timesteps { get; init; } = 4;

    /// <summary>Images of a batch; 0 for as many as the network is usually measured with.</summary>
    public int Batch { get; init; }

    /// <summary>Threads; 0 for one for each processor.</summary>
    public int Threads { get; init; }

    /// <summary>The rate every layer is made to fire at, in [0, 1]; null leaves rates as training made them.</summary>
    public double? FiringRate { get; init; }

    /// <summary>What is different about the network, which then has its initial weights; null where nothing is.</summary>
    public NetworkForm? Form { get; init; }

    /// <summary>Steps the network is trained for before anything is measured.</summary>
    public int TrainSteps { get; init; } = 300;

    /// <summary>Seconds spent on measuring time.</summary>
    public double Seconds { get; init; } = 12;

    /// <summary>Whether the table tells output shapes apart.</summary>
    public bool Layers { get; init; }

    /// <summary>Instead of one measurement, one for each of several firing rates.</summary>
    public bool Sweep { get; init; }

    /// <summary>Instead, all threads against one.</summary>
    public bool VerifyThreads { get; init; }

    /// <summary>Instead, the frozen teacher's pass.</summary>
    public bool Teacher { get; init; }

    /// <summary>Instead, the network in several ways beside each other.</summary>
    public bool Variants { get; init; }

    /// <summary>Instead, only the peak memory of this process over a few training steps: what a measurement starts to learn it.</summary>
    public bool MemoryOnly { get; init; }

    /// <summary>Whether the result is kept with those of this processor.</summary>
    public bool Save { get; init; }

    public bool Json { get; init; }

    /// <summary>What tells a kept result from others.</summary>
    public string Name
        => $"{(Network == SubjectNetwork.Usual ? $"w{Width}" : Network.Stored(Width))}-t{Timesteps}-b{Batch}{(Form is null ? "" : "-" + Form.Name)}";

    public static StepsOptions Parse(string[] arguments)
    {
        StepsOptions options = new();
        OptionReader reader = new(arguments, Usage);
        while (reader.Next())
        {
            options = reader.Option switch
            {
                "--network" => options with { Network = SubjectNetwork.Of(reader.Text()) },
                "--width" => options with { Width = reader.Count() },
                "--timesteps" => options with { Timesteps = reader.Count() },
                "--batch" => options with { Batch = reader.Count() },
                "--threads" => options with { Threads = reader.Count() },
                "--firing-rate" => options with { FiringRate = Rate(reader) },
                "--as" => options with { Form = NetworkForm.Of(reader.Text()) },
                "--train-steps" => options with { TrainSteps = reader.Count(least: 0) },
                "--seconds" => options with { Seconds = reader.Number(0, 3600) },
                "--layers" => options with { Layers = true },
                "--sweep" => options with { Sweep = true },
                "--verify-threads" => options with { VerifyThreads = true },
                "--teacher" => options with { Teacher = true },
                "--variants" => options with { Variants = true },
                "--save" => options with { Save = true },
                "--memory-only" => options with { MemoryOnly = true },
                "--json" => options with { Json = true },
                _ => throw reader.Unknown(),
            };
        }

        return options.Batch > 0 ? options : options with { Batch = options.Network.Batch };
    }

    /// <summary>A share, or a percentage where it is above 1.</summary>
    private static double Rate(OptionReader reader)
    {
        double rate = reader.Number(0, 100);
        return rate > 1 ? rate / 100 : rate;
    }
}
