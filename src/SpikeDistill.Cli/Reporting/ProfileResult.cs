using Spectre.Console;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Costs;
using SpikeDistill.Networks.Families;

namespace SpikeDistill.Cli.Reporting;

/// <summary>A profile as a table or as JSON.</summary>
/// <param name="Network">The network.</param>
/// <param name="Profile">Its operations.</param>
/// <param name="Ann">Those of the same network with ReLU, in one pass.</param>
/// <param name="Cost">The price of an operation.</param>
/// <param name="RatesFrom">Where the firing rates come from, in words.</param>
internal sealed record ProfileResult(NetworkSettings Network, OperationProfile Profile, OperationCount Ann, EnergyCost Cost, string RatesFrom)
{
    /// <summary>Height and width of the images.</summary>
    public required string Images { get; init; }

    /// <summary>The steps in which the network runs, where they are to be shown.</summary>
    public IReadOnlyList<PlanLine>? Plan { get; init; }

    private bool Spiking => Network.Activation == ActivationKind.Spiking;

    public void Write(Terminal terminal)
    {
        terminal.Say($"{Network.Title}, {Network.Classes} classes, "
            + (Spiking ? $"spiking, T {Network.Timesteps}" : "ANN"));
        ScreenTable table = new(
            ScreenColumn.Text("layer"),
            ScreenColumn.Text("kind", 1),
            new ScreenColumn("parameters", 5),
            new ScreenColumn("OPs (M)", 2),
            new ScreenColumn("ACs (M)", 6),
            new ScreenColumn("MACs (M)", 7),
            new ScreenColumn("energy (mJ)", 8),
            new ScreenColumn("input %", 3),
            new ScreenColumn("firing %", 4));
        foreach (LayerOperations layer in Profile.Layers)
        {
            table.Add(Row(layer.Name, layer.Kind, layer.Parameters, layer.Operations, layer.InputRate, layer.FiringRate));
        }

        table.AddGap();
        table.Add(Row("total", "", Profile.Parameters, Profile.Total, inputRate: null, Spiking ? Profile.FiringRate : null));
        terminal.Show(table);
        terminal.Say(Notes().Concat(Plan is null ? [] : PlanText.Lines(Plan)));
    }

    public object Json() => new
    {
        Network,
        Profile.Rule,
        Cost.Precision,
        Cost.MacPicojoules,
        Cost.AcPicojoules,
        FiringRatesFrom = Spiking ? RatesFrom : null,
        Layers = Profile.Layers.Select(layer => new
        {
            layer.Name,
            Kind = layer.Kind.Replace(' ', '_'),
            layer.Parameters,
            layer.Neurons,
            layer.Operations.Ops,
            Acs = Whole(layer.Operations.Acs),
            layer.Operations.Macs,
            EnergyMillijoules = layer.Operations.Millijoules(Cost),
            layer.InputRate,
            layer.FiringRate,
        }),
        Total = new
        {
            Profile.Parameters,
            Profile.Total.Ops,
            Acs = Whole(Profile.Total.Acs),
            Profile.Total.Macs,
            EnergyMillijoules = Profile.Total.Millijoules(Cost),
            Profile.FiringRate,
        },
        Plan,
        Ann = new { Ann.Ops, Acs = Whole(Ann.Acs), Ann.Macs, EnergyMillijoules = Ann.Millijoules(Cost) },
    };

    private static long Whole(double count) => (long)Math.Round(count);

    private string[] Row(string name, string kind, long parameters, OperationCount count, double? inputRate, double? firingRate)
    {
        string Rate(double? rate) => rate is { } value ? Format.Percent(value) : "";
        return
        [
            name,
            kind,
            parameters == 0 ? "" : Format.Count(parameters),
            Format.InMillions(count.Ops),
            Format.InMillions(count.Acs),
            Format.InMillions(count.Macs),
            Format.Millijoules(count.Millijoules(Cost)),
            Rate(inputRate),
            Rate(firingRate),
        ];
    }

    private IEnumerable<string> Notes()
    {
        yield return $"One {Images} image{(Spiking ? " over all steps" : "")}; rule {Profile.Rule.ToString().ToLowerInvariant()}; "
            + FormattableString.Invariant($"{Cost.Precision}: {Cost.MacPicojoules} pJ a MAC, {Cost.AcPicojoules} pJ an AC.");
        if (Spiking)
        {
            yield return $"Firing rates: {RatesFrom}.";
            yield return $"The same network as an ANN: {Format.InMillions(Ann.Macs)} M MACs, {Format.Energy(Ann.Millijoules(Cost))}.";
        }
    }
}
