namespace SpikeDistill.Surrogates;

internal static class SurrogateParameter
{
    public static float Positive(float value, string parameter)
        => value > 0 && float.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(parameter, value, $"The surrogate's {parameter} must be a finite number above 0.");
}
