using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using SpikeDistill.Runs;

namespace SpikeDistill.Cli.Tests.Commands;

/// <summary><c>watch</c>, and runs that are stopped from there.</summary>
public sealed class WatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_page_is_there_until_Ctrl_C_and_says_where()
    {
        Directory.CreateDirectory(_folder.In("runs"));
        using SpikeDistillProcess process = SpikeDistillProcess.Start(_folder.Path, "watch", "--port", "0", "--json");
        process.WaitForLine("{");
        using HttpClient client = new();

        process.Interrupt();
        (int code, string output, string errors) = process.Finish();

        Assert.True(code == 0, errors);
        JsonElement told = JsonElement.Parse(output);
        Assert.Equal("watching", told.GetProperty("event").GetString());
        Uri address = new(told.GetProperty("address").GetString()!);
        Assert.Equal("127.0.0.1", address.Host);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(address));
    }

    [Fact]
    public void A_port_that_is_taken_an_address_that_is_none_and_a_folder_that_is_not_there_are_refused()
    {
        Directory.CreateDirectory(_folder.In("runs"));
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        Refused("cannot be listened to", "watch", "--port", $"{port}");
        Refused("--port must be a whole number from 0 to 65535", "watch", "--port", "70000");
        Refused("--port must be a whole number from 0 to 65535, not 'any'", "watch", "--port", "any");
        Refused("address. Choose another with --port or --host", "watch", ".", "--host", "192.0.2.1");
        Refused("--host must be an address", "watch", "--host", "example.org");
        Refused("cannot be listened to", "watch", "--host", "192.0.2.1", "--port", "0");
        Refused("there is no such folder", "watch", "nowhere");
    }

    [Fact]
    public async Task A_run_of_a_comparison_that_is_stopped_leaves_the_others_and_is_gone_on_with()
    {
        string recipe = Path.Combine(Repository.Root, "recipes", "compare-synthetic-tiny.yaml");
        string[] compare = ["compare", recipe, "--out", "all", "--threads", "1", "--set", "seeds=[0]", "--set", "training.epochs=30"];
        string stopped = _folder.In("all/runs/ce-seed0");
        using (SpikeDistillProcess process = SpikeDistillProcess.Start(_folder.Path, compare))
        {
            while (RunProgress.Read(stopped) is null && !process.HasExited)
            {
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }

            RunFolder.RequestStop(stopped);
            (int code, string output, _) = process.Finish();

            Assert.Equal(1, code);
            Assert.Contains("ce-seed0 FAILED: stopped on request", output, StringComparison.Ordinal);
            Assert.Contains("tser-seed0 is done", output, StringComparison.Ordinal);
        }

        Assert.False(RunFolder.Open(stopped).IsFinished);
        (int again, _, string errors) = SpikeDistillProcess.Run(_folder.Path, [.. compare, "--resume"]);
        Assert.True(again == 0, errors);
        Assert.True(RunFolder.Open(stopped).IsFinished);
    }

    private void Refused(string reason, params string[] arguments)
    {
        TestTerminal terminal = new(_folder.Path);
        Assert.Equal(2, CommandLine.Run(arguments, terminal.Terminal));
        Assert.Contains(reason, terminal.Errors, StringComparison.Ordinal);
    }
}
