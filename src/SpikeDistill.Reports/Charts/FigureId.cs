using System.Text;

namespace SpikeDistill.Reports.Charts;

/// <summary>Names that are safe as a file's, in an address and in a page.</summary>
internal static class FigureId
{
    private const int Longest = 60;

    /// <summary>A name of letters, digits and hyphens.</summary>
    /// <param name="parts">What it is made of; what is neither letter nor digit becomes a hyphen.</param>
    public static string Of(params ReadOnlySpan<string> parts)
    {
        StringBuilder id = new();
        foreach (char sign in string.Join('-', parts!))
        {
            if (char.IsAsciiLetterOrDigit(sign))
            {
                id.Append(char.ToLowerInvariant(sign));
            }
            else if (id.Length > 0 && id[^1] != '-')
            {
                id.Append('-');
            }
        }

        return id.ToString(0, Math.Min(id.Length, Longest)).TrimEnd('-');
    }
}
