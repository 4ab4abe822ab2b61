using Spectre.Console.Rendering;

namespace SpikeDistill.Cli.Screen;

/// <summary>Lines that are written as they are: a word that is longer than the terminal is wide goes on in its next row, and is copied in one piece.</summary>
internal sealed class ProseLines(IEnumerable<string> lines) : Renderable
{
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
        => lines.SelectMany(line => (Segment[])[new Segment(line), Segment.LineBreak]);
}
