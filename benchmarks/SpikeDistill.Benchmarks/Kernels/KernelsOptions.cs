namespace SpikeDistill.Benchmarks.Kernels;

internal sealed record KernelsOptions
{
    public const string Usage = "kernels [--levels 512,256,128,0] [--threads N] [--filter TEXT] [--batch N] [--images N] [--seconds S] [--spikes RATE] "
        + "[--forward-by-rate] [--weights-by-rate] [--counts] [--winograd] [--activations] [--json]";

    public int Threads { get; private init; } = 1;

    public int Batch { get; private init; } = 64;

    /// <summary>Images of the rows of <see cref="Winograd"/>; null for each row's own.</summary>
    public int? Images { get; private init; }

    public string Filter { get; private init; } = string.Empty;

    /// <summary>Time spent on each row.</summary>
    public double Seconds { get; private init; } = 0.3;

    /// <summary>Share of ones in a packed input; null for a dense one.</summary>
    public double? Spikes { get; private init; }

    /// <summary>Let counts take the place of spikes where passes are shown by rate.</summary>
    public bool Counts { get; private init; }

    /// <summary>Show forward passes of packed spikes at several rates instead.</summary>
    public bool ForwardByRate { get; private init; }

    /// <summary>Show the weight gradients of packed spikes at several rates instead.</summary>
    public bool WeightsByRate { get; private init; }

    /// <summary>Show what lies between two convolutions instead.</summary>
    public bool Activations { get; private init; }

    /// <summary>Show direct and Winograd forms of float convolutions instead.</summary>
    public bool Winograd { get; private init; }

    public bool Json { get; private init; }

    public static KernelsOptions Parse(string[] arguments)
    {
        KernelsOptions options = new();
        for (int i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--threads" => options with { Threads = int.Parse(Value()) },
                "--batch" => options with { Batch = int.Parse(Value()) },
                "--images" => options with { Images = int.Parse(Value()) },
                "--filter" => options with { Filter = Value() },
                "--seconds" => options with { Seconds = double.Parse(Value()) },
                "--spikes" => options with { Spikes = double.Parse(Value()) },
                "--forward-by-rate" => options with { ForwardByRate = true },
                "--counts" => options with { Counts = true },
                "--weights-by-rate" => options with { WeightsByRate = true },
                "--activations" => options with { Activations = true },
                "--winograd" => options with { Winograd = true },
                "--json" => options with { Json = true },
                _ => throw new ArgumentException($"Unknown option {arguments[i]}. Usage: {Usage}"),
            };

            string Value() => ++i < arguments.Length
                ? arguments[i]
                : throw new ArgumentException($"{arguments[i - 1]} needs a value. Usage: {Usage}");
        }

        return options;
    }
}
