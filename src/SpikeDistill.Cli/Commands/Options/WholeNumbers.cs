using System.CommandLine;

namespace SpikeDistill.Cli.Commands;

/// <summary>Options that are whole numbers.</summary>
internal static class WholeNumbers
{
    /// <summary>Refuses numbers outside of a range; what is no number is refused by the option itself.</summary>
    /// <param name="option">The option.</param>
    /// <param name="least">The least number.</param>
    /// <param name="most">The largest one; null where there is none.</param>
    public static Option<T> Within<T>(this Option<T> option, int least, int? most = null)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: { } text }] && int.TryParse(text, out int number) && (number < least || number > most))
            {
                result.AddError($"{option.Name} must be a whole number {(most is null ? $"of at least {least}" : $"from {least} to {most}")}, not {text}.");
            }
        });
        return option;
    }
}
