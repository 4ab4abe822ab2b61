using System.Reflection;
using System.Text;

namespace SpikeDistill.Reports.Pages;

/// <summary>Files that are part of the assembly.</summary>
internal static class Asset
{
    public static string Text(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks its part {name}.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
