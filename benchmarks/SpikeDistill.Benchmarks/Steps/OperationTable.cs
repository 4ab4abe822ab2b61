namespace SpikeDistill.Benchmarks.Steps;

/// <summary>Times of operations for people.</summary>
internal static class OperationTable
{
    private const double LeastShare = 0.0005;

    public static void Print(IReadOnlyList<OperationTime> operations)
    {
        Console.WriteLine($"{"operation",-22}{"part",-16}{"count",6}{"ms",10}{"share",8}");
        foreach (OperationTime time in operations.Where(time => time.Share >= LeastShare)) Line(time);
        OperationTime[] small = [.. operations.Where(time => time.Share < LeastShare)];
        if (small.Length > 0)
        {
            Line(
                new OperationTime
                {
                    Operation = "others",
                    Part = string.Empty,
                    Output = string.Empty,
                    Count = small.Sum(time => time.Count),
                    Milliseconds = small.Sum(time => time.Milliseconds),
                    Share = small.Sum(time => time.Share),
                });
        }

        Console.WriteLine($"{"total",-44}{operations.Sum(time => time.Milliseconds),10:F2}");
    }

    private static void Line(OperationTime time)
        => Console.WriteLine($"{time.Operation,-22}{time.Part,-16}{time.Count,6}{time.Milliseconds,10:F2}{time.Share,8:P1}  {time.Output}".TrimEnd());
}
