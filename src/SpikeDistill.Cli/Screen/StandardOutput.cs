using System.Text;
using SpikeDistill.Cli.Failures;

namespace SpikeDistill.Cli.Screen;

/// <summary>Standard output, which says that it is what cannot be written: the system's message alone could be of any file.</summary>
internal sealed class StandardOutput(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Guard(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Guard(() => inner.Write(buffer, index, count));

    public override void Write(string? value) => Guard(() => inner.Write(value));

    public override void WriteLine(string? value) => Guard(() => inner.WriteLine(value));

    public override void Flush() => Guard(inner.Flush);

    private static void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new WritingException(
                $"standard output cannot be written: {failure.Message.TrimEnd('.')}. Make room where it goes to, or send it elsewhere.", failure);
        }
    }
}
