using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Tests.Screen;

public sealed class WorkReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rate_and_time_left_follow_from_steady_work_and_begin_anew_with_another()
    {
        WorkMeter meter = new(_clock);
        meter.Add(Bytes(50_000_000));
        Assert.Equal((0, null), (meter.PerSecond, meter.Left));
        for (int i = 1; i <= 10; i++)
        {
            _clock.Advance(0.5);
            meter.Add(Bytes(50_000_000 + (i * 1_000_000)));
        }

        Assert.Equal(2e6, meter.PerSecond, 1e-3);
        Assert.Equal(15, meter.Left!.Value.TotalSeconds, 1e-6);
        _clock.Advance(1);
        meter.Add(new WorkStep("checking", 5, 10, WorkUnit.Bytes));
        Assert.Equal(0, meter.PerSecond);
    }

    [Fact]
    public void The_rate_forgets_what_was_long_ago()
    {
        WorkMeter meter = new(_clock);
        meter.Add(Bytes(0));
        for (int i = 1; i <= 100; i++)
        {
            _clock.Advance(1);
            meter.Add(Bytes(i <= 50 ? i * 1000 : 50_000 + ((i - 50) * 10)));
        }

        Assert.InRange(meter.PerSecond, 10, 11);
    }

    [Fact]
    public void A_pipe_gets_the_first_the_last_and_now_and_then_a_line()
    {
        TestTerminal terminal = new(_folder.Path, _clock);
        WorkReport.Run(terminal.Terminal, json: false, report =>
        {
            for (int i = 0; i <= 90; i += 10)
            {
                report(Bytes(i * 1_000_000));
                _clock.Advance(1);
            }

            return 0;
        });

        Assert.Equal(
            [
                "downloading: 0.0 of 90.0MB (0 %)",
                "downloading: 50.0 of 90.0MB (55 %), 10.0MB/s, 4s left",
                "downloading: 90.0 of 90.0MB (100 %), 10.0MB/s",
            ],
            terminal.Errors.TrimEnd().Split('\n').Select(line => line.TrimEnd('\r')));
    }

    [Fact]
    public void An_unknown_total_is_left_out()
    {
        TestTerminal terminal = new(_folder.Path, _clock);
        WorkReport.Run(terminal.Terminal, json: false, report =>
        {
            report(new WorkStep("predicting", 1200, null, WorkUnit.Images));
            return 0;
        });
        Assert.Equal("predicting: 1,200 images", terminal.Errors.TrimEnd());
        Assert.Empty(terminal.Output);
    }

    [Fact]
    public void What_came_out_so_far_stands_beside_what_is_done()
    {
        List<string> lines = [];
        Action<WorkStep> report = WorkReport.Lines(_clock, TimeSpan.FromSeconds(30), lines.Add);
        foreach (int done in (int[])[200, 400, 600])
        {
            report(new WorkStep("evaluating", done, 2000, WorkUnit.Images, $"{done / 10} % right"));
            _clock.Advance(20);
        }

        Assert.Equal(
            ["evaluating, 20 % right: 200 of 2,000 images (10 %)", "evaluating, 60 % right: 600 of 2,000 images (30 %), 10 images/s, 2m20s left"], lines);
    }

    private static WorkStep Bytes(long done) => new("downloading", done, 90_000_000, WorkUnit.Bytes);
}
