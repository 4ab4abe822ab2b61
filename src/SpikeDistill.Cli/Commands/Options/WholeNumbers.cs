using System.CommandLine;
using System.Globalization;

namespace SpikeDistill.Cli.Commands;

/// <summary>Options that are whole numbers.</summary>
internal static class WholeNumbers
{
    /// <summary>Refuses what is no whole number of a range, and says the range, which the option itself would not of what is no number.</summary>
    /// <param name="option">The option.</param>
    /// <param name="least">The least number.</param>
    /// <param name="most">The largest one; null where there is none.</param>
    public static Option<T> Within<T>(this Option<T> option, int least, int? most = null)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is not [{ Value: { } text }])
            {
                return;
            }

            bool isNumber = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number);
            if (!isNumber || number < least || number > (most ?? (typeof(T) == typeof(long) ? long.MaxValue : int.MaxValue)))
            {
                string range = most is null ? $"of at least {least}" : $"from {least} to {most}";
                result.AddError($"{option.Name} must be a whole number {range}, not {(isNumber ? text : $"'{text}'")}.");
            }
        });
        return option;
    }
}
