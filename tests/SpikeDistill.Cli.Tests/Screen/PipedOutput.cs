namespace SpikeDistill.Cli.Tests.Screen;

/// <summary>What commands write into a pipe, run once for all widths of a terminal that they are held against.</summary>
public sealed class PipedOutput : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<(string Place, string Command), string[]> _lines = [];

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// The lines that a command writes in a folder that holds <see cref="TinyRecipes"/> and what earlier commands have left there; the folder's
    /// path is left out of them.
    /// </summary>
    public string[] Of(string place, string command)
    {
        if (!_lines.TryGetValue((place, command), out string[]? lines))
        {
            WriteRecipes(_folder, place);
            (int code, string output, string errors) = SpikeDistillProcess.Run(_folder.In(place), command.Split(' '));
            Assert.True(code == 0, errors + output);
            lines = _lines[(place, command)] = output.Replace(_folder.In(place), "", StringComparison.Ordinal).TrimEnd().Split('\n');
        }

        return lines;
    }

    /// <summary>Puts what commands have left in a folder into another.</summary>
    internal void CopyTo(TemporaryFolder target, string place, params string[] parts)
    {
        foreach (string file in parts.SelectMany(part => Directory.EnumerateFiles(_folder.In(Path.Combine(place, part)), "*", SearchOption.AllDirectories)))
        {
            string copy = target.In(Path.GetRelativePath(_folder.In(place), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    internal static void WriteRecipes(TemporaryFolder folder, string place = "")
    {
        folder.Write(Path.Combine(place, "teacher.yaml"), TinyRecipes.Teacher);
        folder.Write(Path.Combine(place, "student.yaml"), TinyRecipes.Student);
    }
}
