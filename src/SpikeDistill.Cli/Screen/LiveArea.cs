using Spectre.Console;
using Spectre.Console.Rendering;

namespace SpikeDistill.Cli.Screen;

/// <summary>
/// Lines at the end of what is shown, drawn over ten times a second. Whatever is written to the console meanwhile goes above them: they are
/// wiped off first, so that nothing of them stays behind or beside it, however long it is. No line is as wide as the terminal, and there are
/// never more of them than it has rows; where it was made narrower, what was drawn is looked for in the rows it takes now. Nothing that fails
/// in drawing reaches the work: its hours count more than its lines.
/// </summary>
internal sealed class LiveArea : IRenderHook
{
    private const string Escape = "\u001b[", HideCursor = Escape + "?25l", ShowCursor = Escape + "?25h", WipeLine = Escape + "K";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly List<LiveLine> _lines = [], _below = [];
    private readonly IAnsiConsole _console;
    private int[] _drawn = [];
    private bool _over;

    private LiveArea(IAnsiConsole console) => _console = console;

    /// <summary>Does work under which lines are shown; where the console cannot draw over, they are not.</summary>
    public static T Run<T>(IAnsiConsole console, Func<LiveArea, T> work)
    {
        LiveArea area = new(console);
        if (!console.Profile.Capabilities.Ansi)
        {
            return work(area);
        }

        return console.RunExclusive(() =>
        {
            using CancellationTokenSource over = new();
            console.Pipeline.Attach(area);
            Task drawing = Task.Run(() => area.Draw(over.Token), CancellationToken.None);
            try
            {
                return work(area);
            }
            finally
            {
                over.Cancel();
                drawing.GetAwaiter().GetResult();
                area.Wipe();
                console.Pipeline.Detach(area);
            }
        });
    }

    /// <summary>A new line below the others.</summary>
    public LiveLine Add(ProgressLine line) => Add(line, _lines);

    /// <summary>A new line that stays below those that come later; it is the first to give way where rows are few.</summary>
    public LiveLine AddBelow(ProgressLine line) => Add(line, _below);

    /// <summary>Takes a line away.</summary>
    public void Remove(LiveLine line)
    {
        lock (_lock)
        {
            _lines.Remove(line);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables)
    {
        IRenderable[] above = [.. renderables.Where(renderable => renderable is not Tick)];
        int columns = Math.Max(1, options.ConsoleSize.Width), there = _drawn.Sum(width => Math.Max(1, (width + columns - 1) / columns));
        List<IReadOnlyList<Segment>> lines = Lines(columns - 1, options.ConsoleSize.Height);
        yield return new Control(HideCursor + (above.Length > 0 || lines.Count != there ? Wiped(there) : Top(there)));
        foreach (IRenderable renderable in above)
        {
            yield return renderable;
        }

        _drawn = [.. lines.Select(line => line.Sum(segment => segment.CellCount()))];
        yield return new Drawn(lines);
    }

    private LiveLine Add(ProgressLine line, List<LiveLine> lines)
    {
        LiveLine added = new(this) { Shown = line };
        lock (_lock)
        {
            lines.Add(added);
        }

        return added;
    }

    /// <summary>To the first of the rows that are drawn.</summary>
    private static string Top(int rows) => "\r" + (rows > 1 ? $"{Escape}{rows - 1}A" : "");

    /// <summary>The same, all of them wiped; row by row, as terminals keep in their history what is wiped at once.</summary>
    private static string Wiped(int rows) => "\r" + WipeLine + string.Concat(Enumerable.Repeat($"{Escape}A{WipeLine}", Math.Max(0, rows - 1)));

    private List<IReadOnlyList<Segment>> Lines(int columns, int rows)
    {
        ProgressLine[] lines;
        lock (_lock)
        {
            lines = _over ? [] : [.. _lines.Concat(_below).Select(line => line.Shown)];
        }

        int most = Math.Max(1, rows - 1);
        if (lines.Length > most)
        {
            lines = [.. lines[..(most - 1)], new ProgressLine($"… and {lines.Length - most + 1} more", Done: null)];
        }

        try
        {
            return [.. lines.Select(line => line.Render(columns))];
        }
        catch (Exception)
        {
            // What is said above the lines is said without them.
            return [];
        }
    }

    private async Task Draw(CancellationToken over)
    {
        using PeriodicTimer timer = new(Pause);
        try
        {
            do
            {
                TryWrite(Tick.Now);
            }
            while (await timer.WaitForNextTickAsync(over).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void Wipe()
    {
        lock (_lock)
        {
            _over = true;
        }

        TryWrite(Tick.Now);
        TryWrite(new Control(ShowCursor));
    }

    private void TryWrite(IRenderable renderable)
    {
        try
        {
            _console.Write(renderable);
        }
        catch (Exception)
        {
            // The terminal is gone, or has no room; the work goes on.
        }
    }

    /// <summary>Nothing, so that the lines are drawn.</summary>
    private sealed class Tick : Renderable
    {
        public static Tick Now { get; } = new();

        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => [];
    }

    private sealed class Control(string code) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => [Segment.Control(code)];
    }

    /// <summary>The lines over what was there, each wiped behind its end, without a break after the last.</summary>
    private sealed class Drawn(List<IReadOnlyList<Segment>> lines) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
        {
            foreach ((int index, IReadOnlyList<Segment> line) in lines.Index())
            {
                if (index > 0)
                {
                    yield return Segment.LineBreak;
                }

                foreach (Segment segment in line)
                {
                    yield return segment;
                }

                yield return Segment.Control(WipeLine);
            }
        }
    }
}

/// <summary>A line of a <see cref="LiveArea"/>. What it shows is replaced whole, by whoever works, and read by the thread that draws.</summary>
internal sealed class LiveLine(LiveArea area)
{
    private volatile ProgressLine _shown = new("", Done: null);

    public ProgressLine Shown
    {
        get => _shown;
        set => _shown = value;
    }

    public void Remove() => area.Remove(this);
}
