using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Costs;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>profile</c>: operations, parameters, energy and firing rates of a network, layer by layer. Nothing is run.</summary>
internal static class ProfileCommand
{
    /// <summary>Height and width of the images of every data set there is, where a description does not say others.</summary>
    private const int ImageSize = 32;

    private const double AssumedRate = 0.2;

    public static Command Create(Terminal terminal)
    {
        NetworkOptions network = new(spiking: true, terminal.Catalog);
        Option<string?> checkpoint = new("--checkpoint")
        {
            HelpName = "path",
            Description = "Instead of --network: a run folder, or a weights.safetensors with --firing-rate.",
        };
        Option<double?> firingRate = new("--firing-rate")
        {
            HelpName = "share",
            Description = $"Spikes per neuron and step in every layer, 0 to 1 (default: what the run's last evaluation measured, else {AssumedRate}).",
            CustomParser = ParseRate,
        };
        Option<CountingRule> rule = new("--rule")
        {
            HelpName = "rule",
            Description = "How to count: syops (TSER's Table 4), integers (the same, but sums of spikes accumulate), folded (most "
                + "papers' formula), fanout (spikes times fan-out) (default: syops).",
        };
        Option<string?> precision = new("--precision")
        {
            HelpName = "format",
            Description = "Number format that energy is counted for: fp32, fp16, int8 (default: fp32).",
        };
        precision.AcceptOnlyFromAmong([.. EnergyCost.All.Select(cost => cost.Precision)]);
        rule.AcceptOnlyFromAmong([.. Enum.GetNames<CountingRule>().Select(name => name.ToLowerInvariant())]);
        Option<bool> plan = new("--plan") { Description = "Also show which nodes of the network run as one operation." };
        CommonOptions common = new();
        Command command = new(
            "profile",
            "Count a network's parameters, operations and energy for one image (of the size that it is made for; 32x32 where it takes any) over all "
                + "time steps, layer by layer; its ANN twin beside it.") { checkpoint,
            firingRate, rule, precision, plan };
        network.AddTo(command);
        common.AddJsonTo(command);
        command.SetAction(parsed =>
        {
            ProfileSubject subject = Subject(
                terminal, network.Settings(parsed, terminal), [.. network.Given(parsed)], parsed.GetValue(checkpoint), parsed.GetValue(firingRate));
            ProfileResult result = Profile(
                subject,
                parsed.GetValue(rule),
                EnergyCost.All.FirstOrDefault(cost => cost.Precision == parsed.GetValue(precision)) ?? EnergyCost.Float32,
                parsed.GetValue(plan));
            if (common.Json(parsed))
            {
                terminal.WriteJson(result.Json());
            }
            else
            {
                result.Write(terminal);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static ProfileSubject Subject(Terminal terminal, NetworkSettings? network, IReadOnlyList<string> given, string? checkpoint, double? rate)
    {
        if (checkpoint is not null)
        {
            return given.Count == 0
                ? ProfileSubject.OfCheckpoint(terminal.FullPath(checkpoint), terminal.Catalog, rate)
                : throw new InputException($"--checkpoint says already which network it is; leave out {string.Join(", ", given)}.");
        }

        return network is not null
            ? ProfileSubject.Assumed(network, network.Dynamics, rate ?? AssumedRate)
            : throw new InputException(
                "Name a network with --network (such as --network resnet18), describe one with --description, or name a run with --checkpoint.");
    }

    private static double? ParseRate(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate) && rate is >= 0 and <= 1)
        {
            return rate;
        }

        result.AddError($"--firing-rate must be a number from 0 to 1, not '{text}'.");
        return null;
    }

    private static ProfileResult Profile(ProfileSubject subject, CountingRule rule, EnergyCost cost, bool withPlan)
    {
        try
        {
            NetworkDescription description = subject.Network.Describe();
            (int height, int width) = (description.Image.Height ?? ImageSize, description.Image.Width ?? ImageSize);
            return new ProfileResult(
                subject.Network,
                OperationProfile.Of(description, subject.Dynamics, height, width, subject.Rate, rule),
                OperationProfile.Of(description, Dynamics.Rectifier, height, width, subject.Rate, rule).Total,
                cost,
                subject.RatesFrom)
            {
                Images = $"{height}x{width}",
                Plan = withPlan ? PlanText.Of(description, subject.Dynamics, (height, width)) : null,
            };
        }
        catch (ArgumentException error)
        {
            throw new InputException(error.Message, error);
        }
    }
}
