using System.Runtime.InteropServices;
using System.Text;
using Spectre.Console;

namespace SpikeDistill.Cli.Screen;

/// <summary>
/// Standard output in a terminal, whose size is what the system says now: the runtime keeps the size until a signal has told it of another, which on a
/// busy machine comes after lines of the former width have been drawn.
/// </summary>
internal sealed partial class TerminalOutput(TextWriter writer) : IAnsiConsoleOutput
{
    private const int StandardOutput = 1;

    /// <summary>TIOCGWINSZ of Linux.</summary>
    private const nuint GetWindowSize = 0x5413;

    private readonly AnsiConsoleOutput _runtime = new(writer);

    public TextWriter Writer => _runtime.Writer;

    public bool IsTerminal => _runtime.IsTerminal;

    public int Width => Now is { Columns: > 0 } size ? size.Columns : _runtime.Width;

    public int Height => Now is { Rows: > 0 } size ? size.Rows : _runtime.Height;

    private static WindowSize Now
        => OperatingSystem.IsLinux() && IoControl(StandardOutput, GetWindowSize, out WindowSize size) == 0 ? size : default;

    public void SetEncoding(Encoding encoding) => _runtime.SetEncoding(encoding);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int IoControl(int descriptor, nuint request, out WindowSize size);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct WindowSize(ushort Rows, ushort Columns, ushort Width, ushort Height);
}
