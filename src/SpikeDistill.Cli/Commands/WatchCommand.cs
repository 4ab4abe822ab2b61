using System.CommandLine;
using System.Net;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Watch;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>watch [RUNS]</c>: a page that shows runs while they train.</summary>
internal static class WatchCommand
{
    private const string Default = "runs";

    public static Command Create(Terminal terminal)
    {
        Argument<string?> runs = new("RUNS")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = $"The folder with runs, of which nothing outside is read (default: {Default}).",
        };
        Option<int> port = new("--port")
        {
            HelpName = "number",
            Description = "The port of the page; 0 for one that is free.",
            DefaultValueFactory = _ => WatchOptions.UsualPort,
        };
        port.Within(IPEndPoint.MinPort, IPEndPoint.MaxPort);
        Option<string?> host = new("--host")
        {
            HelpName = "address",
            Description = "The address that is listened to, such as 0.0.0.0 for all of this machine's (default: 127.0.0.1, which this machine alone "
                + "reaches). With any other the page needs the token in the address that is printed; it is not encrypted.",
        };
        CommonOptions common = new();
        Command command = new(
            "watch",
            "Show runs while they train: a page with the list, curves that move, runs beside each other, a stop, and images to try.")
        {
            runs, port, host,
        };
        common.AddComputeTo(command);
        command.SetAction(parsed =>
        {
            string? given = parsed.GetValue(runs);
            string folder = terminal.FullPath(given ?? Default);
            if (given is not null && !Directory.Exists(folder))
            {
                throw new InputException($"{folder}: there is no such folder. Give one that runs are trained into.");
            }

            WatchOptions options = new()
            {
                Folder = folder,
                Host = parsed.GetValue(host) is { } named ? Address(named) : IPAddress.Loopback,
                Port = parsed.GetValue(port),
                Threads = common.Threads(parsed),
                Catalog = terminal.Catalog,
            };
            using Interruption interruption = new();
            Show(terminal, options, common.Json(parsed), interruption.Token).GetAwaiter().GetResult();
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task Show(Terminal terminal, WatchOptions options, bool json, CancellationToken token)
    {
        await using WatchServer server = await Listen(options).ConfigureAwait(false);
        if (json)
        {
            terminal.WriteJson(new { Event = "watching", Address = server.Address.ToString(), options.Folder });
        }
        else
        {
            terminal.Say($"{terminal.Shown(options.Folder)}: {server.Address}");
            terminal.Say("Ctrl-C ends the page; the runs go on.");
        }

        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration end = token.Register(ended.SetResult);
        await ended.Task.ConfigureAwait(false);
    }

    private static async Task<WatchServer> Listen(WatchOptions options)
    {
        try
        {
            return await WatchServer.StartAsync(options).ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            throw new InputException(
                $"{options.Host}, port {options.Port}: cannot be listened to: {failure.Message.TrimEnd('.')}. Choose another with --port or --host.", failure);
        }
    }

    private static IPAddress Address(string text)
        => text == "localhost" ? IPAddress.Loopback
            : IPAddress.TryParse(text, out IPAddress? address) ? address
            : throw new InputException($"--host must be an address of this machine, such as 0.0.0.0 or 192.168.0.7, not '{text}'.");
}
